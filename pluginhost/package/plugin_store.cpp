#include "pluginhost/package/plugin_store.h"

#include "pluginhost/base/atomic_file.h"
#include "pluginhost/base/durable_files.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"
#include "pluginhost/base/small_file.h"
#include "pluginhost/package/fingerprint.h"
#include "pluginhost/package/metadata_cache.h"
#include "pluginhost/package/report_history.h"
#include "pluginhost/package/store_recovery.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "plugins.store";
constexpr size_t kLongestFile = 64u << 20; ///< bytes

Error failure(ErrorCode code, std::string text)
{
    return {code, kDomain, std::move(text)};
}

} // namespace

Result<DesiredState> PluginStore::commit(DesiredState next)
{
    if (const Result<void> written = writeFileAtomically(m_folders.desiredFile, toJson(next)); !written)
        return written.error();
    m_state = std::move(next);
    return m_state;
}

/// Also after a failure: what nothing names has to go.
Result<DesiredState> PluginStore::commitAndSweep(DesiredState next)
{
    Result<DesiredState> committed = commit(std::move(next));
    if (const Result<void> synced = syncFolder(m_folders.root); !synced) {
        log(LogLevel::Warning, kDomain, "{}", synced.error().message);
        return committed; // what goes now might be named again after a loss of power
    }
    sweepInstalled(m_folders, m_state, m_trash);
    m_trash.empty();
    return committed;
}

Result<DesiredPlugin> PluginStore::find(std::string_view id) const
{
    if (const DesiredPlugin* plugin = m_state.find(id); plugin != nullptr)
        return *plugin;
    return failure(ErrorCode::NotFound, fmt::format("The plugin {} is not installed.", id));
}

// ---- installing ----

Result<InstallCandidate> PluginStore::examine(const fs::path& file) const
{
    Result<InstallCandidate> candidate = unpack(file);
    if (candidate)
        compare(*candidate);
    return candidate;
}

Result<InstallCandidate> PluginStore::unpack(const fs::path& file) const
{
    InstallCandidate candidate;
    candidate.file = file;
    candidate.folder = freshName();
    const fs::path folder = m_folders.incoming / candidate.folder;
    const auto refuse = [&](Error error) {
        // What the system does not let go of yet is removed at the next start.
        std::error_code stillInUse;
        fs::remove_all(folder, stillInUse);
        return error;
    };
    if (const Result<void> unpacked = unpackBuild(file, folder); !unpacked)
        return refuse(unpacked.error());
    Result<PluginBuild> build = readBuild(folder, nullptr, m_probe, m_folders.incoming);
    if (!build)
        return refuse(build.error());
    candidate.manifest = std::move(build->manifest);
    candidate.fingerprint = std::move(build->fingerprint);
    candidate.metadata = std::move(build->metadata);
    return candidate;
}

void PluginStore::compare(InstallCandidate& candidate) const
{
    candidate.relation = relationOf(candidate.manifest, candidate.fingerprint);
}

void PluginStore::discard(const InstallCandidate& candidate)
{
    const fs::path folder = m_folders.incoming / candidate.folder;
    std::error_code error;
    if (!fs::exists(folder, error))
        return;
    if (const Result<void> taken = m_trash.take(folder); !taken)
        log(LogLevel::Warning, kDomain, "{}", taken.error().message);
    m_trash.empty();
}

/// Without a probe: a plugin that does not answer one must not hold up what replaces it.
std::optional<std::string> PluginStore::authorOf(const DesiredPlugin& plugin) const
{
    const Result<BuildFiles> files = findBuildFiles(installedFolder(plugin));
    if (files && files->manifest)
        return files->manifest->author;
    if (const auto known = knownMetadata(plugin))
        return known->info.author;
    return std::nullopt;
}

InstallRelation PluginStore::relationOf(const Manifest& manifest, const Fingerprint& fingerprint) const
{
    const DesiredPlugin* installed = m_state.find(manifest.id);
    return relate(manifest, fingerprint, installed,
                  installed != nullptr ? authorOf(*installed) : std::nullopt);
}

bool PluginStore::isIntact(const DesiredPlugin& plugin) const
{
    const Result<BuildFiles> files = findBuildFiles(installedFolder(plugin));
    if (!files)
        return false;
    const Result<Fingerprint> now = fingerprintOf(*files, &plugin.fingerprint);
    return now && now->isSameBuild(plugin.fingerprint);
}

/// Returns the new folder, as DesiredPlugin::folder has it.
Result<std::string> PluginStore::moveIntoPlace(const InstallCandidate& candidate) const
{
    const fs::path from = m_folders.incoming / candidate.folder;
    if (const Result<void> synced = syncTree(from); !synced)
        return synced.error();
    const fs::path ofPlugin = m_folders.installed / candidate.manifest.id;
    std::error_code error;
    fs::create_directory(ofPlugin, error);
    if (error)
        return fileError(ofPlugin, "made", error);
    if (const Result<void> synced = syncFolder(m_folders.installed); !synced)
        return synced.error();

    const std::string name =
        fmt::format("{}-{}", candidate.manifest.version, candidate.fingerprint.sha256.substr(0, 8));
    // It is taken when the same build is the one before an update, or is there and damaged.
    std::string unique = name;
    for (int i = 2; fs::exists(ofPlugin / unique, error); ++i)
        unique = fmt::format("{}-{}", name, i);
    if (const Result<void> moved = renameDurably(from, ofPlugin / unique); !moved)
        return moved.error();
    return candidate.manifest.id + "/" + unique;
}

Result<DesiredState> PluginStore::install(const InstallCandidate& candidate, InstallConsent consent)
{
    const InstallRelation relation = relationOf(candidate.manifest, candidate.fingerprint);
    if (const Result<void> agreed = checkConsent(candidate.manifest, relation, consent); !agreed)
        return agreed.error();

    DesiredPlugin plugin;
    plugin.id = candidate.manifest.id;
    if (relation.replaces) {
        plugin = *relation.replaces;
        const bool wasLeaving = std::exchange(plugin.uninstallPending, false);
        plugin.enabled = plugin.enabled || wasLeaving;
        const bool isIntactNow = isIntact(plugin);
        if (relation.isSameBuild && isIntactNow) {
            discard(candidate);
            DesiredState next = m_state;
            next.put(std::move(plugin));
            return next == m_state ? next : commit(std::move(next));
        }
        // Of several updates in a row, the build before the first is the one that is known to work.
        if (plugin.previousFolder.empty() && isIntactNow)
            plugin.previousFolder = plugin.folder;
    }
    Result<std::string> folder = moveIntoPlace(candidate);
    if (!folder) {
        discard(candidate);
        return folder.error();
    }
    plugin.version = candidate.manifest.version;
    plugin.folder = std::move(*folder);
    plugin.fingerprint = candidate.fingerprint;

    DesiredState next = m_state;
    next.put(std::move(plugin));
    return commitAndSweep(std::move(next));
}

Result<DesiredState> PluginStore::finishUpdate(std::string_view id)
{
    Result<DesiredPlugin> plugin = find(id);
    if (!plugin)
        return plugin.error();
    if (plugin->previousFolder.empty())
        return m_state;
    plugin->previousFolder.clear();
    DesiredState next = m_state;
    next.put(std::move(*plugin));
    return commitAndSweep(std::move(next));
}

Result<DesiredState> PluginStore::revertUpdate(std::string_view id)
{
    Result<DesiredPlugin> plugin = find(id);
    if (!plugin)
        return plugin.error();
    if (plugin->previousFolder.empty())
        return failure(ErrorCode::NotFound,
                       fmt::format("There is no earlier build of {} to go back to.", id));
    Result<PluginBuild> build =
        readBuild(m_folders.installed / plugin->previousFolder, nullptr, m_probe, m_folders.incoming);
    if (!build)
        return build.error();
    plugin->folder = std::exchange(plugin->previousFolder, {});
    plugin->version = std::move(build->manifest.version);
    plugin->fingerprint = std::move(build->fingerprint);
    DesiredState next = m_state;
    next.put(std::move(*plugin));
    return commitAndSweep(std::move(next));
}

// ---- the other wishes ----

Result<DesiredState> PluginStore::setEnabled(std::string_view id, bool enabled)
{
    Result<DesiredPlugin> plugin = find(id);
    if (!plugin)
        return plugin.error();
    if (plugin->enabled == enabled)
        return m_state;
    plugin->enabled = enabled;
    DesiredState next = m_state;
    next.put(std::move(*plugin));
    return commit(std::move(next));
}

Result<DesiredState> PluginStore::markUninstall(std::string_view id, bool keepSettings)
{
    Result<DesiredPlugin> plugin = find(id);
    if (!plugin)
        return plugin.error();
    plugin->uninstallPending = true;
    plugin->keepSettings = keepSettings;
    DesiredState next = m_state;
    next.put(std::move(*plugin));
    return commit(std::move(next));
}

Result<DesiredState> PluginStore::finishUninstall(std::string_view id)
{
    const Result<DesiredPlugin> plugin = find(id);
    if (!plugin)
        return plugin.error();
    if (!plugin->uninstallPending)
        return failure(ErrorCode::InvalidArgument, fmt::format("Nobody asked to uninstall {}.", id));
    // Before the decision, because afterwards nothing tells that these settings were not to be kept.
    std::error_code error;
    if (!plugin->keepSettings && fs::exists(dataFolder(id), error)) {
        if (const Result<void> taken = m_trash.take(dataFolder(id)); !taken)
            return taken.error();
    }
    DesiredState next = m_state;
    next.remove(id);
    return commitAndSweep(std::move(next));
}

// ---- the order in which decoders are asked ----

Result<void> PluginStore::setDecoderOrder(std::string_view extension, std::vector<std::string> candidates)
{
    DecoderOrder next = m_decoderOrder;
    if (const Result<void> taken = next.set(extension, std::move(candidates)); !taken)
        return taken;
    if (next == m_decoderOrder)
        return {};
    if (const Result<void> written = writeFileAtomically(m_folders.decoderOrderFile, toJson(next)); !written)
        return written;
    m_decoderOrder = std::move(next);
    return {};
}

// ---- what is there ----

Result<DesiredState> PluginStore::rescan()
{
    DesiredState next = m_state;
    std::map<std::string, BuildFiles> scanned;
    for (DesiredPlugin& plugin : next.plugins) {
        if (auto known = m_scanned.extract(plugin.folder)) {
            const Result<Fingerprint> stamps = stampsOf(known.mapped());
            if (stamps && stamps->hasStampsOf(plugin.fingerprint)) {
                scanned.insert(std::move(known));
                continue;
            }
        }
        Result<BuildFiles> files = findBuildFiles(installedFolder(plugin));
        if (!files) {
            log(LogLevel::Warning, kDomain, "{}", files.error().message);
            continue;
        }
        Result<Fingerprint> now = fingerprintOf(*files, &plugin.fingerprint);
        if (!now) {
            log(LogLevel::Warning, kDomain, "{}", now.error().message);
            continue;
        }
        plugin.fingerprint = std::move(*now);
        if (files->manifest && files->manifest->id == plugin.id)
            plugin.version = files->manifest->version;
        scanned.emplace(plugin.folder, std::move(*files));
    }
    m_scanned = std::move(scanned);
    return next == m_state ? next : commit(std::move(next));
}

Result<PluginBuild> PluginStore::readInstalled(const DesiredPlugin& plugin) const
{
    return readBuild(installedFolder(plugin), &plugin.fingerprint, m_probe, m_folders.incoming);
}

std::optional<PluginMetadata> PluginStore::knownMetadata(const DesiredPlugin& plugin) const
{
    return readCachedMetadata(installedFolder(plugin), plugin.fingerprint.sha256);
}

Result<PluginMetadata> PluginStore::metadata(const DesiredPlugin& plugin) const
{
    Result<PluginBuild> build = readInstalled(plugin);
    if (!build)
        return build.error();
    return std::move(build->metadata);
}

Result<fs::path> PluginStore::library(const DesiredPlugin& plugin) const
{
    Result<BuildFiles> files = findBuildFiles(installedFolder(plugin));
    if (!files)
        return files.error();
    return std::move(files->library);
}

// ---- what was done ----

Result<void> PluginStore::addToHistory(std::string_view report)
{
    return addReport(m_folders.historyFile, report, kKeptReports);
}

std::vector<std::string> PluginStore::history() const
{
    return readReports(m_folders.historyFile);
}

} // namespace stellatune
