// A thread that owns and uses instances of one plugin while the plugin comes and goes.
#pragma once

#include "pluginhost/runtime/lease_registry.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace stellatune::testing {

/// Works as the engine's threads do: comes to a safe point before each block, acts there on the latest
/// message, and calls what it has otherwise. Now and then it gives all up and binds anew.
class StormWorker {
  public:
    /// `tone` is a file that the decoder plays.
    StormWorker(LeaseRegistry& registry, CapabilityKind kind, std::filesystem::path tone, uint32_t seed);
    /// Lets go of everything and ends.
    ~StormWorker();
    StormWorker(const StormWorker&) = delete;
    StormWorker& operator=(const StormWorker&) = delete;

    /// Blocks, lists and so on that an instance carried out.
    uint64_t served() const { return m_served.load(std::memory_order_relaxed); }
    /// The build, 1 or 2, that it used last; 0 before the first, and once it was told to let go.
    int build() const { return m_build.load(); }
    /// What an instance answered that it should not have; the first few.
    std::vector<std::string> surprises() const;

  private:
    template <typename Use>
    void work(uint32_t seed);
    void surprise(std::string what);

    LeaseRegistry& m_registry;
    const CapabilityKind m_kind;
    const std::filesystem::path m_tone;
    std::atomic<bool> m_isEnding = false;
    std::atomic<uint64_t> m_served = 0;
    std::atomic<int> m_build = 0;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_surprises;
    std::thread m_thread;
};

} // namespace stellatune::testing
