#include "pluginhost/package/store_recovery.h"

#include "pluginhost/base/atomic_file.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"
#include "pluginhost/package/package_reader.h"
#include "pluginhost/package/plugin_build.h"
#include "pluginhost/package/semantic_version.h"

#include <algorithm>
#include <set>
#include <string>
#include <system_error>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "plugins.store";

void takeOrLog(Trash& trash, const fs::path& path)
{
    if (const Result<void> taken = trash.take(path); !taken)
        log(LogLevel::Warning, kDomain, "{}", taken.error().message);
}

std::vector<fs::path> entriesIn(const fs::path& folder)
{
    std::vector<fs::path> entries;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error))
        entries.push_back(entry->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool isLater(const std::string& version, const std::string& than)
{
    const auto left = SemanticVersion::parse(version);
    const auto right = SemanticVersion::parse(than);
    return left && right && *right < *left;
}

} // namespace

std::vector<fs::path> foldersIn(const fs::path& folder)
{
    std::vector<fs::path> entries = entriesIn(folder);
    std::erase_if(entries, [](const fs::path& entry) {
        std::error_code ignored;
        return !fs::is_directory(fs::symlink_status(entry, ignored));
    });
    return entries;
}

void sweepInstalled(const StoreFolders& folders, const DesiredState& state, Trash& trash)
{
    std::set<fs::path> named;
    for (const DesiredPlugin& plugin : state.plugins) {
        named.insert(folders.installed / plugin.folder);
        if (!plugin.previousFolder.empty())
            named.insert(folders.installed / plugin.previousFolder);
    }
    for (const fs::path& ofPlugin : foldersIn(folders.installed)) {
        for (const fs::path& build : foldersIn(ofPlugin)) {
            if (named.count(build) == 0)
                takeOrLog(trash, build);
        }
        std::error_code stillInUse;
        fs::remove(ofPlugin, stillInUse);
    }
}

void clearRemains(const StoreFolders& folders, Trash& trash)
{
    removeTemporariesOf(folders.desiredFile);
    removeTemporariesOf(folders.historyFile);
    removeTemporariesOf(folders.decoderOrderFile);
    for (const fs::path& remains : entriesIn(folders.incoming))
        takeOrLog(trash, remains);
    for (const fs::path& ofPlugin : foldersIn(folders.installed)) {
        for (const fs::path& build : foldersIn(ofPlugin))
            removeTemporariesOf(build / kMetadataFile);
    }
}

DesiredState rebuildState(const StoreFolders& folders, const ProbeSettings& probe)
{
    DesiredState state;
    for (const fs::path& ofPlugin : foldersIn(folders.installed)) {
        for (const fs::path& folder : foldersIn(ofPlugin)) {
            const Result<PluginBuild> build = readBuild(folder, nullptr, probe, folders.incoming);
            if (!build) {
                log(LogLevel::Warning, kDomain, "{}", build.error().message);
                continue;
            }
            const DesiredPlugin* other = state.find(build->manifest.id);
            if (other != nullptr && !isLater(build->manifest.version, other->version))
                continue;
            DesiredPlugin plugin;
            plugin.id = build->manifest.id;
            plugin.version = build->manifest.version;
            plugin.folder = inUtf8(ofPlugin.filename() / folder.filename());
            plugin.fingerprint = build->fingerprint;
            plugin.enabled = false;
            state.put(std::move(plugin));
        }
    }
    return state;
}

} // namespace stellatune
