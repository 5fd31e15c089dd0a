// Plugins that come, go and change in the user's hands, in a way that leaves the music as it is.
#pragma once

#include "engine/decode/decoder_plugins.h"
#include "engine/dsp/dsp_plugins.h"
#include "engine/dsp/dsp_spec.h"
#include "engine/output/device.h"
#include "engine/output/sink_plugins.h"
#include "engine/source/query_desk.h"
#include "pluginhost/runtime/coordinator.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace stellatune::testing {

/// Seven plugins in a real store: two that decode the same files, two with DSP nodes, a source, a lyrics
/// provider and a sink that records. Of the decoders one is always there. Used by one thread. The same seed
/// gives the same operations; what they meet is the machine's.
class Turmoil {
  public:
    struct Sound {
        float gain = 1.0F; ///< some nodes of DSP multiply with that; the others only delay
        /// The sink is always there, and stores, so that all samples come to it as they are: at most another
        /// build takes over. Else it goes and comes back, and is also a build that is heard.
        bool sinkStays = false;
    };
    /// How a player takes what it is told. Without `setSinkConfig` it is not told of the sink.
    struct Listener {
        std::function<void(const DspSpec&)> setDsp;
        std::function<void(const std::string& config)> setSinkConfig;
    };

    /// All plugins are installed, and loaded once somebody asks for them. `folder` is empty, and there as
    /// long as this.
    Turmoil(std::filesystem::path folder, uint32_t seed, Sound sound);
    /// The player has gone before.
    ~Turmoil();
    Turmoil(const Turmoil&) = delete;
    Turmoil& operator=(const Turmoil&) = delete;

    // ---- for the player ----
    DecoderPlugins decoders();
    DspPlugins dsp();
    /// The nodes in their first order.
    DspSpec calmDsp() const;
    SinkPlugins sinks();
    static DeviceChoice sink();
    /// The sink takes all that it is given at once.
    std::string calmSinkConfig() const;
    /// About as much as is heard, so that the operations meet it and are not held up by the decoding.
    std::string slowSinkConfig() const;
    /// Where the sink records.
    std::filesystem::path sinkFolder() const { return m_folder / "recorder"; }

    // ---- operations ----
    /// Begins the next one.
    void begin(const Listener& listener);
    /// How many have not ended.
    int underWay() const { return m_underWay.load(); }
    /// Asks the source and the lyrics provider something, unless they still think of the last question.
    void ask();
    /// Everything ended: all plugins are there and switched on, nobody asks, and nothing is left to collect
    /// but what the player uses. False when it does not come to that. `meanwhile` is called again and again:
    /// what was replaced is heard until the music goes on.
    bool calm(const std::function<void()>& meanwhile);

    PluginRuntimeCoordinator& runtime() { return *m_runtime; }
    /// So many of each kind.
    std::map<std::string, int> operations() const { return m_operations; }
    uint64_t answers() const { return m_answers.load(); }
    /// Errors that no operation should have.
    std::vector<std::string> surprises() const;

  private:
    struct Plugin {
        std::string id;
        std::vector<std::filesystem::path> packages; ///< one a build
        size_t build = 0;                            ///< installed last
        bool isInstalled = false;
        bool isEnabled = false;
        std::atomic<bool> isBusy = false; ///< an operation on it is under way
    };

    bool begin(Plugin& plugin);
    bool isNeeded(const Plugin& plugin) const;
    DspSpec nextDsp();
    std::string nextSinkConfig();
    void install(Plugin& plugin, size_t build, const char* name);
    PluginRuntimeCoordinator::Done done(Plugin& plugin, const char* name);
    void surprise(std::string what);

    const std::filesystem::path m_folder;
    const Sound m_sound;
    std::mt19937 m_random;
    std::array<Plugin, 7> m_plugins;
    std::unique_ptr<PluginRuntimeCoordinator> m_runtime;
    std::unique_ptr<QueryDesk> m_desk;
    std::map<std::string, int> m_operations;
    std::atomic<int> m_underWay = 0;
    std::atomic<int> m_asked = 0; ///< questions without an answer
    std::atomic<uint64_t> m_answers = 0;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_surprises; ///< guarded by m_mutex
};

} // namespace stellatune::testing
