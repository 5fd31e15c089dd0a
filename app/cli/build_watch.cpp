#include "app/cli/build_watch.h"

#include "app/cli/json_text.h"
#include "pluginhost/base/file_error.h"

#include <QCryptographicHash>
#include <QFile>

#include <algorithm>
#include <set>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace stellatune::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "cli.plugins";

bool isBuild(const fs::directory_entry& entry)
{
    static const std::set<fs::path> s_extensions{".stplugin", ".so", ".dylib", ".dll"};
    std::error_code failure;
    return s_extensions.count(entry.path().extension()) != 0 && entry.is_regular_file(failure);
}

} // namespace

bool BuildWatch::hasNewBuild(Clock::time_point now)
{
    const Result<FileStamp> stamp = m_stamp();
    if (!stamp) {
        m_seen.reset(); // between two builds there may be none
        return false;
    }
    if (m_seen != *stamp) {
        m_seen = *stamp;
        m_since = now;
        m_isRead = false;
        return false;
    }
    if (m_isRead || now - m_since < kQuiet)
        return false;
    std::string digest = m_digest();
    if (const Result<FileStamp> after = m_stamp(); digest.empty() || !after || m_seen != *after)
        return false; // somebody began to write meanwhile
    m_isRead = true;
    if (digest == m_told)
        return false;
    m_told = std::move(digest);
    return true;
}

void BuildWatch::tellAgain(Clock::time_point now)
{
    m_told.clear();
    m_isRead = false;
    m_since = now;
}

Result<fs::path> newestBuild(const fs::path& path)
{
    std::error_code failure;
    if (!fs::is_directory(path, failure))
        return path;
    std::vector<fs::directory_entry> builds;
    std::set<fs::path> plugins;
    for (fs::directory_iterator entry(path, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        if (!isBuild(*entry))
            continue;
        builds.push_back(*entry);
        plugins.insert(entry->path().stem());
    }
    if (builds.empty())
        return Error{ErrorCode::NotFound, kDomain,
                     fmt::format("There is no package and no library in {}", toText(path))};
    if (plugins.size() > 1)
        return Error{ErrorCode::InvalidArgument, kDomain,
                     fmt::format("Several plugins are in {} ({}, {}): name the file", toText(path),
                                 toText(*plugins.begin()), toText(*plugins.rbegin()))};
    const auto age = [](const fs::directory_entry& entry) {
        std::error_code gone;
        return entry.last_write_time(gone);
    };
    return std::max_element(builds.begin(), builds.end(),
                            [&](const auto& one, const auto& other) { return age(one) < age(other); })
        ->path();
}

std::string digestOf(const fs::path& file)
{
    QFile content(QFile::decodeName(QByteArray::fromStdString(inUtf8(file))));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!content.open(QIODevice::ReadOnly) || !hash.addData(&content))
        return {};
    return hash.result().toHex().toStdString();
}

} // namespace stellatune::cli
