#include "pluginhost/package/decoder_order.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr size_t kLongestName = 256; ///< bytes

Error unfit(std::string text)
{
    return {ErrorCode::InvalidArgument, "plugins.decoder_order", std::move(text)};
}

Error unreadable(std::string_view why)
{
    return {ErrorCode::Corrupt, "plugins.decoder_order", fmt::format("The order of decoders {}.", why)};
}

/// As the module table wants extensions of a plugin.
bool isExtension(std::string_view text)
{
    return !text.empty() && text.size() <= kLongestName && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("-_+").find(c) != std::string_view::npos;
    });
}

bool isCandidate(std::string_view text)
{
    const size_t slash = text.find('/');
    return text == kBuiltInDecoders ||
           (text.size() <= kLongestName && slash != std::string_view::npos && slash > 0 &&
            slash + 1 < text.size() && text.find('/', slash + 1) == std::string_view::npos);
}

} // namespace

Result<void> DecoderOrder::set(std::string_view extension, std::vector<std::string> candidates)
{
    if (!isExtension(extension))
        return unfit(
            fmt::format("\"{}\" is no file extension: write it in lower case and without a dot", extension));
    for (auto each = candidates.begin(); each != candidates.end(); ++each) {
        if (!isCandidate(*each))
            return unfit(
                fmt::format("\"{}\" is no decoder: write plugin-id/type-id or {}", *each, kBuiltInDecoders));
        if (std::find(candidates.begin(), each, *each) != each)
            return unfit(fmt::format("\"{}\" is there twice: remove one", *each));
    }
    if (candidates.empty())
        byExtension.erase(std::string(extension));
    else
        byExtension.insert_or_assign(std::string(extension), std::move(candidates));
    return {};
}

std::string toJson(const DecoderOrder& order)
{
    Json extensions = Json::object();
    for (const auto& [extension, candidates] : order.byExtension)
        extensions[extension] = candidates;
    return Json{{"format", kFormat}, {"extensions", std::move(extensions)}}.dump(
               2, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

Result<DecoderOrder> decoderOrderFromJson(std::string_view text)
{
    try {
        const Json json = Json::parse(text);
        if (json.at("format").get<int>() != kFormat)
            return unreadable(fmt::format("was written by another version of StellaTune (format {})",
                                          json.at("format").get<int>()));
        DecoderOrder order;
        for (const auto& [extension, candidates] : json.at("extensions").get<std::map<std::string, Json>>()) {
            const Result<void> taken = order.set(extension, candidates.get<std::vector<std::string>>());
            if (!taken)
                return unreadable("cannot be read: " + taken.error().message);
        }
        return order;
    } catch (const Json::exception& exception) {
        return unreadable(fmt::format("cannot be read: {}", exception.what()));
    }
}

} // namespace stellatune
