// Plugins that are installed, switched, uninstalled and collected from several threads at once, while others
// use them.
#pragma once

#include "pluginhost/runtime/coordinator.h"
#include "tests/stress/storm_worker.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace stellatune::testing {

inline constexpr std::array kStormKinds{CapabilityKind::Decoder, CapabilityKind::Dsp, CapabilityKind::Source,
                                        CapabilityKind::Output};

/// Four plugins in two builds each, in a real store. The same seed gives the same wishes of each thread; how
/// the threads mingle is the machine's.
class Storm {
  public:
    /// What an honest storm never exceeds, of each plugin: the current copy, one that is being made, one for
    /// each worker that is not at its safe point yet, and those that are being removed at that moment.
    static constexpr size_t kWorkersPerPlugin = 2;
    static constexpr size_t kCopiesPerPlugin = 2 + kWorkersPerPlugin + 2;

    /// `folder` is empty and there as long as the storm.
    Storm(std::filesystem::path folder, uint32_t seed);
    ~Storm();
    Storm(const Storm&) = delete;
    Storm& operator=(const Storm&) = delete;

    /// The workers begin, as rage() has them do otherwise.
    void beginWork();
    /// That many operations, each of which is answered when this returns. In between, workers use the
    /// plugins.
    void rage(int operations);
    /// Every plugin is installed and enabled, the workers have let go, and nothing is left to collect. False
    /// when something stays.
    bool calm();

    PluginRuntimeCoordinator& runtime() { return *m_runtime; }
    std::filesystem::path shadowFolder() const { return m_folder / "store" / "shadow"; }
    /// Names in the shadow folder, and those that it should have: of the current builds.
    std::vector<std::string> shadowCopies() const;
    std::vector<std::string> currentCopies() const;

    // ---- what was seen so far ----

    size_t mostShadowCopies() const { return m_mostCopies.load(); }
    uint32_t reloadedUnchanged() const { return m_reloadedUnchanged.load(); }
    uint64_t served() const { return m_served.load(); }
    std::map<std::string, int> operations() const;
    /// Errors that no operation should have, and wrong answers of plugins.
    std::vector<std::string> surprises() const;

  private:
    class Window;

    void wish(std::mt19937& random, const std::shared_ptr<Window>& window);
    void install(CapabilityKind kind, int build, PluginRuntimeCoordinator::Done done);
    void examine(CapabilityKind kind, int build, const std::function<void(Result<InstallCandidate>)>& done);
    void count(const char* operation);
    void take(const char* operation, const IntentResult& result);
    void surprise(std::string what);
    void watchShadowCopies(const std::atomic<bool>& isOver);

    const std::filesystem::path m_folder;
    const std::filesystem::path m_tone;
    std::mt19937 m_random;
    std::map<CapabilityKind, std::array<std::filesystem::path, 2>> m_packages;
    std::unique_ptr<PluginRuntimeCoordinator> m_runtime;
    std::vector<std::unique_ptr<StormWorker>> m_workers;

    std::atomic<size_t> m_mostCopies = 0;
    std::atomic<uint32_t> m_reloadedUnchanged = 0;
    std::atomic<uint64_t> m_served = 0;
    mutable std::mutex m_mutex;
    std::map<std::string, int> m_operations;
    std::vector<std::string> m_surprises;
};

} // namespace stellatune::testing
