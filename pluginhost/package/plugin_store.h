// The plugins that are installed: their files, what the user wants of them, and how both change.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/decoder_order.h"
#include "pluginhost/package/install_candidate.h"
#include "pluginhost/package/plugin_build.h"
#include "pluginhost/package/plugin_metadata.h"
#include "pluginhost/package/plugin_probe.h"
#include "pluginhost/package/store_folders.h"
#include "pluginhost/package/store_lock.h"
#include "pluginhost/package/trash.h"
#include "pluginhost/runtime/desired_state.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// Each change is a transaction: it is decided at the instant at which desired.json is replaced, and a
/// program that is ended at any other instant leaves files that nothing names, which the next open() removes.
/// So after a crash or a loss of power the old state holds, or the new one, never half of each.
///
/// The functions wait for the disk, and some for a child process. One thread at a time, which may be any of a
/// pool, where nothing else is said; the states they return are values that any thread may keep. On failure
/// the state is what it was.
class PluginStore {
  public:
    /// Makes the folder when it is not there, and brings to an end what a program that died had begun:
    /// uninstalls that were waiting are finished, since nothing can be loaded. ErrorCode::Busy, naming the
    /// process, when another program has the store open; ErrorCode::Unsupported when a newer one wrote the
    /// list of plugins: then nothing changes.
    static Result<std::unique_ptr<PluginStore>> open(const std::filesystem::path& folder,
                                                     ProbeSettings probe = probeBesideThisProgram());
    PluginStore(const PluginStore&) = delete;
    PluginStore& operator=(const PluginStore&) = delete;

    const DesiredState& state() const { return m_state; }

    // ---- installing ----

    /// unpack() and compare(). To be followed by install() or discard().
    Result<InstallCandidate> examine(const std::filesystem::path& file) const;
    /// Unpacks a package or copies a bare library, verifies it and probes it in a child process; `relation`
    /// is left out. Changes nothing but the incoming folder, and not even that when it is refused. Any
    /// thread, beside everything else.
    Result<InstallCandidate> unpack(const std::filesystem::path& file) const;
    /// Finds out how it stands to what is installed.
    void compare(InstallCandidate& candidate) const;
    /// A new plugin is enabled; an update keeps its flag and the build before it, until finishUpdate() or
    /// revertUpdate(). The same build again changes nothing, except that it is not uninstalled any more.
    /// ErrorCode::ConsentNeeded: the user has to be asked, and the candidate stays; the relation counts as it
    /// is now, not as it was when the file was examined. After any other error the candidate is gone.
    Result<DesiredState> install(const InstallCandidate& candidate, InstallConsent consent = {});
    void discard(const InstallCandidate& candidate);
    /// The new build works: the one before it goes.
    Result<DesiredState> finishUpdate(std::string_view id);
    /// The new build does not work: the one before it is back. ErrorCode::NotFound when there is none.
    Result<DesiredState> revertUpdate(std::string_view id);

    // ---- the other wishes; ErrorCode::NotFound for a plugin that is not installed ----

    Result<DesiredState> setEnabled(std::string_view id, bool enabled);
    Result<DesiredState> markUninstall(std::string_view id, bool keepSettings);
    /// To be called when nothing of it is loaded any more. What the system does not let go of is out of the
    /// way and stays in the trash.
    Result<DesiredState> finishUninstall(std::string_view id);

    // ---- the order in which decoders are asked ----

    const DecoderOrder& decoderOrder() const { return m_decoderOrder; }
    /// No candidates: back to automatic. As DecoderOrder::set().
    Result<void> setDecoderOrder(std::string_view extension, std::vector<std::string> candidates);

    // ---- what is there ----

    /// Takes up files that somebody changed in place; reads only what has a new stamp. A plugin whose files
    /// are not readable keeps its entry.
    Result<DesiredState> rescan();
    /// From the cache; none when that is of another build, or damaged.
    std::optional<PluginMetadata> knownMetadata(const DesiredPlugin& plugin) const;
    /// The same, or else from a probe, which is cached. Any thread, beside everything else.
    Result<PluginMetadata> metadata(const DesiredPlugin& plugin) const;
    std::filesystem::path installedFolder(const DesiredPlugin& plugin) const
    {
        return m_folders.installed / plugin.folder;
    }
    /// Absolute.
    Result<std::filesystem::path> library(const DesiredPlugin& plugin) const;
    /// Whether it came without a package, and so without a manifest and side files.
    static bool isBare(const DesiredPlugin& plugin) { return plugin.fingerprint.manifest == FileStamp{}; }
    /// The plugin's own; outlives updates. Made by whoever needs it.
    std::filesystem::path dataFolder(std::string_view id) const { return m_folders.data / id; }
    /// For the private copies that are loaded. The store makes it and never looks inside.
    const std::filesystem::path& shadowFolder() const { return m_folders.shadow; }
    /// Tries again to remove what could not be removed before; returns what still cannot be.
    std::vector<UnremovedFile> emptyTrash() { return m_trash.empty(); }

    // ---- what was done ----

    /// Keeps the newest kKeptReports. `report` is a JSON object.
    Result<void> addToHistory(std::string_view report);
    /// Newest last; empty when there is none, or it is damaged.
    std::vector<std::string> history() const;
    static constexpr size_t kKeptReports = 100;

  private:
    PluginStore(StoreFolders folders, ProbeSettings probe, std::unique_ptr<StoreLock> lock);

    Result<void> recover();
    Result<DesiredState> readState() const;
    void readDecoderOrder();
    Result<DesiredState> commit(DesiredState next);
    Result<DesiredState> commitAndSweep(DesiredState next);
    Result<DesiredPlugin> find(std::string_view id) const;
    Result<PluginBuild> readInstalled(const DesiredPlugin& plugin) const;
    std::optional<std::string> authorOf(const DesiredPlugin& plugin) const;
    InstallRelation relationOf(const Manifest& manifest, const Fingerprint& fingerprint) const;
    bool isIntact(const DesiredPlugin& plugin) const;
    Result<std::string> moveIntoPlace(const InstallCandidate& candidate) const;

    const StoreFolders m_folders;
    const ProbeSettings m_probe;
    const std::unique_ptr<StoreLock> m_lock;
    Trash m_trash;
    DesiredState m_state;
    DecoderOrder m_decoderOrder;
    std::map<std::string, BuildFiles>
        m_scanned; ///< by DesiredPlugin::folder; what the last rescan() found there
};

} // namespace stellatune
