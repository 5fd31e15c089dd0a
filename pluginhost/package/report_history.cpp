#include "pluginhost/package/report_history.h"

#include "pluginhost/base/atomic_file.h"
#include "pluginhost/base/small_file.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kLongestFile = 64u << 20; ///< bytes

/// An array of objects.
Json readFile(const std::filesystem::path& file)
{
    Json reports = Json::array();
    const Result<std::string> text = readSmallFile(file, kLongestFile);
    if (!text)
        return reports;
    Json read = Json::parse(*text, nullptr, false);
    if (!read.is_array())
        return reports;
    for (Json& report : read) {
        if (report.is_object())
            reports.push_back(std::move(report));
    }
    return reports;
}

std::string asText(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::vector<std::string> readReports(const std::filesystem::path& file)
{
    std::vector<std::string> texts;
    for (const Json& report : readFile(file))
        texts.push_back(asText(report));
    return texts;
}

Result<void> addReport(const std::filesystem::path& file, std::string_view report, size_t kept)
{
    Json added = Json::parse(report, nullptr, false);
    if (!added.is_object())
        return Error{ErrorCode::InvalidArgument, "plugins.store",
                     "A report of what was done is no JSON object"};
    Json reports = readFile(file);
    reports.push_back(std::move(added));
    while (reports.size() > kept)
        reports.erase(0);
    return writeFileAtomically(file, asText(reports) + "\n");
}

} // namespace stellatune
