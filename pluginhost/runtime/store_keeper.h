// The coordinator's work on the store.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/host/plugin_log.h"
#include "pluginhost/package/plugin_store.h"
#include "pluginhost/runtime/apply_machine.h"
#include "pluginhost/runtime/coordinator_settings.h"
#include "pluginhost/runtime/crash_memory.h"
#include "pluginhost/runtime/plugin_generation.h"
#include "pluginhost/runtime/plugin_log_file.h"
#include "pluginhost/runtime/plugin_overview.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace stellatune {

/// Lives on the store's thread, where everything is called that does not say otherwise; what it tells the
/// overview and the log is read elsewhere. Owned by its jobs too, because a disk may hold one of them up for
/// longer than the coordinator lives.
class StoreKeeper {
  public:
    StoreKeeper(const CoordinatorSettings& settings, std::shared_ptr<PluginOverview> overview,
                std::shared_ptr<PluginLog> log);

    /// First and once: takes up what was left from the last time, switches off what the program died in, and
    /// answers what the user wants. The error is in the overview too, and what every other function answers
    /// from then on.
    Result<DesiredState> open();

    /// ErrorCode and words of open().
    Result<void> isOpen() const;
    /// How the candidate stands to what is installed.
    InstallCandidate compared(InstallCandidate candidate) const;
    void discard(const InstallCandidate& candidate);
    using Change = std::function<Result<DesiredState>(PluginStore&)>;
    Result<DesiredState> change(const Change& change);
    Result<void> setDecoderOrder(const std::string& extension, const std::vector<std::string>& candidates);

    /// Where the plugin's files are, and what its own are called. `surroundings` lacks the folders yet. Any
    /// thread, at any time: whoever waits for a plugin does not wait for the store.
    static Result<GenerationSource> sourceOf(const CoordinatorSettings& settings, const DesiredPlugin& plugin,
                                             PluginSurroundings surroundings);
    struct Stepped {
        DesiredState state; ///< as it is now, whatever happened
        std::string error;
    };
    Stepped carryOut(const StoreStep& step);

    // ---- with probes, which take their time; any thread, once isOpen() ----

    Result<InstallCandidate> unpack(const std::filesystem::path& file) const;
    Result<PluginMetadata> metadata(const DesiredPlugin& plugin) const;
    /// Any time. Ends the probe that runs; no other one begins.
    void stopProbes() { m_stopsProbes->store(true); }

    void keepReport(const std::string& json);
    /// Writes them to the program's own log and beside the store.
    void keepLines(const std::vector<PluginLog::Line>& lines);

  private:
    void removeOldShadows();
    void disableWhatCrashed();
    Result<void> disable(const CrashNote& note);
    DesiredState withoutCrashed(DesiredState state) const;
    void addLastWords(const CrashNote& note);
    void rememberCrashes();
    /// What needs no probe.
    void learn(const DesiredState& state);

    const std::filesystem::path m_folder;
    const bool m_remembersCrashes;
    const std::shared_ptr<std::atomic<bool>> m_stopsProbes = std::make_shared<std::atomic<bool>>(false);
    ProbeSettings m_probe;
    const std::shared_ptr<PluginOverview> m_overview;
    const std::shared_ptr<PluginLog> m_log;
    PluginLogFile m_logFile;
    bool m_canKeepLines = true;
    Error m_failure; ///< while there is no store
    std::unique_ptr<PluginStore> m_store;
    std::vector<CrashNote> m_crashed; ///< of plugins that are on in the store, because it cannot be written
    std::unique_ptr<CrashMemory> m_crashMemory;
};

} // namespace stellatune
