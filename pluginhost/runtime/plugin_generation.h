// One loaded build of a plugin, from its private copy to the proof that it left.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/lease/module_lease.h"
#include "pluginhost/module/residency.h"
#include "pluginhost/runtime/desired_state.h"
#include "pluginhost/runtime/plugin_code.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>

namespace stellatune {

/// What to load, and where to.
struct GenerationSource {
    uint64_t epoch = 0;
    Fingerprint fingerprint;
    std::filesystem::path folder;  ///< of the installed version, with all its files
    std::filesystem::path library; ///< below it
    /// Of this generation alone, and not there yet: the loader gives an old image for a path that is still
    /// mapped.
    std::filesystem::path shadowFolder;
    PluginSurroundings surroundings;
};

/// How unloading went.
struct UnloadOutcome {
    bool unmapped = false;
    std::string reason; ///< why it stayed
};

/// Loads, shuts down and closes on module threads; the functions here wait for them and belong on a pool
/// thread.
class PluginGeneration {
  public:
    /// Copies the files, loads the copy, checks it and that it is the plugin it should be. `limit` is for the
    /// plugin's code. On failure nothing is left mapped or on the disk, except that a plugin which hangs
    /// keeps both until it returns.
    static Result<std::unique_ptr<PluginGeneration>> load(GenerationSource source,
                                                          std::chrono::milliseconds limit);
    ~PluginGeneration();
    PluginGeneration(const PluginGeneration&) = delete;
    PluginGeneration& operator=(const PluginGeneration&) = delete;

    uint64_t epoch() const { return m_source.epoch; }
    const Fingerprint& fingerprint() const { return m_source.fingerprint; }
    const std::filesystem::path& shadowFolder() const { return m_source.shadowFolder; }
    /// Given to workers while the generation is current. Null once it was let go of.
    const std::shared_ptr<const ModuleLease>& lease() const { return m_lease; }
    /// Whether nobody but this generation holds the lease. A lease that is not current any more is given to
    /// nobody new, so then this stays true.
    bool isUnused() const { return m_lease == nullptr || m_lease.use_count() == 1; }

    /// When isUnused(): shuts the plugin down, closes the library, proves that it is gone and removes its
    /// copy. Called again on what stayed, it tries again. A plugin that does not return within `limit` is not
    /// waited for again, only looked at.
    UnloadOutcome unload(std::chrono::milliseconds limit);
    /// Begins unload() and does not wait, so that several can leave at the same time.
    void startUnload();

  private:
    struct Loaded {
        std::unique_ptr<PluginHost> host; ///< outlives the library
        std::shared_ptr<ModuleLibrary> library;
        std::unique_ptr<KnownCode> code; ///< goes when the library is gone
    };

    PluginGeneration(GenerationSource source, std::shared_ptr<Loaded> loaded);
    /// Of what took too long to start, when it did.
    static void leaveOnceBegun(const Result<void>& begun, const GenerationSource& source,
                               std::shared_ptr<Loaded> loaded);

    const GenerationSource m_source;
    std::shared_ptr<Loaded> m_loaded;
    std::shared_ptr<const ModuleLease> m_lease;
    std::future<Residency> m_closing; ///< what the library's close() answers, while it is under way
    bool m_isLate = false;            ///< it did not close in the time it had
};

} // namespace stellatune
