// bench-playing-plugins SECONDS: for how long the runtime of plugins holds up a player that plays in real
// time, and what its audio callback does meanwhile that it may not, one figure a line: in calm, while plugins
// are installed, updated, switched and uninstalled, and during the same with music that goes to the sink of
// one of them. Each takes so long.
#include "engine/control/player.h"
#include "pluginhost/base/log.h"
#include "tests/bench/watched_device.h"
#include "tests/fixtures/child_process.h"
#include "tests/stress/golden_music.h"
#include "tests/stress/sink_recording.h"
#include "tests/stress/turmoil.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <QCoreApplication>

#include <fmt/format.h>

namespace {

using namespace stellatune;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// How long the engine's calls into the runtime took. Any thread.
class CallTimes {
  public:
    template <typename Call>
    auto measure(Call&& call)
    {
        const auto begin = Clock::now();
        auto answer = call();
        const auto spent = Clock::now() - begin;
        const std::lock_guard lock(m_mutex);
        m_milliseconds.push_back(std::chrono::duration<double, std::milli>(spent).count());
        return answer;
    }
    double quantile(double share)
    {
        const std::lock_guard lock(m_mutex);
        std::sort(m_milliseconds.begin(), m_milliseconds.end());
        return m_milliseconds.empty() ? 0.0
                                      : m_milliseconds[static_cast<size_t>(
                                            share * static_cast<double>(m_milliseconds.size() - 1))];
    }
    size_t count() const
    {
        const std::lock_guard lock(m_mutex);
        return m_milliseconds.size();
    }

  private:
    mutable std::mutex m_mutex;
    std::vector<double> m_milliseconds;
};

/// What asks a sink whether it is back may outlive the player by a moment, with its way to plugins.
using SharedTimes = std::shared_ptr<CallTimes>;

WorkerEndpoint measured(WorkerEndpoint endpoint, const SharedTimes& times)
{
    endpoint.acquire = [acquire = std::move(endpoint.acquire), times] { return times->measure(acquire); };
    return endpoint;
}

/// At the pace of a device.
std::string pacedSinkConfig(const testing::Turmoil& turmoil)
{
    return fmt::format(R"({{"folder": "{}", "paced": true}})", turmoil.sinkFolder().string());
}

/// The player's way to plugins, with every call measured, and its device, with every callback watched.
PlayerConfig configOf(testing::Turmoil& turmoil, const SharedTimes& times, bench::WatchedCallbacks& callbacks)
{
    PlayerConfig config;
    config.output = testing::GoldenMusic::output();
    config.output.sinkConfig = pacedSinkConfig(turmoil);
    config.makeDevice = [&callbacks](const DeviceChoice&) -> Result<std::unique_ptr<OutputDevice>> {
        return std::unique_ptr<OutputDevice>(std::make_unique<bench::WatchedDevice>(callbacks));
    };
    config.decoders.candidates = [candidates = turmoil.decoders().candidates,
                                  times](const std::string& extension) {
        return times->measure([&] { return candidates(extension); });
    };
    config.decoders.bind = [bind = turmoil.decoders().bind, times](const DecoderCandidate& candidate,
                                                                   std::function<void()> wake) {
        return measured(times->measure([&] { return bind(candidate, std::move(wake)); }), times);
    };
    const auto measuredBind = [times](auto bind) {
        return [bind = std::move(bind), times](const std::string& plugin, const std::string& type,
                                               std::function<void()> wake) {
            return measured(times->measure([&] { return bind(plugin, type, std::move(wake)); }), times);
        };
    };
    config.dsp.bind = measuredBind(turmoil.dsp().bind);
    config.sinks.bind = measuredBind(turmoil.sinks().bind);
    return config;
}

/// What was measured while one player played.
struct Playback {
    const SharedTimes times = std::make_shared<CallTimes>();
    bench::WatchedCallbacks callbacks;
    PlayerStatistics statistics;
    int turns = 0;
    int sinksLost = 0;
};

/// To `device`, or another one while that is away. `turn` is called again and again meanwhile.
void play(testing::Turmoil& turmoil, const testing::GoldenMusic& music, const DeviceChoice& device,
          std::chrono::seconds duration, const std::function<void(Player&)>& turn, Playback& playback)
{
    PlayerConfig config = configOf(turmoil, playback.times, playback.callbacks);
    config.output.device = device;
    Player player(std::move(config));
    player.setDsp(turmoil.calmDsp());
    player.setRepeat(RepeatMode::All);
    player.setQueue(music.queue());
    player.play();
    const auto end = Clock::now() + duration;
    for (; Clock::now() < end; ++playback.turns)
        turn(player);
    playback.statistics = player.statistics();
    for (const PlayerEvent& event : player.takeEvents()) {
        if (event.kind == PlayerEvent::Kind::TrackFailed)
            fmt::print(stderr, "bench-playing-plugins: {}\n", event.error->message);
        playback.sinksLost += event.kind == PlayerEvent::Kind::DeviceFallback ? 1 : 0;
    }
}

void print(const std::string& name, Playback& playback)
{
    const auto tell = [&name](const char* figure, auto value) {
        fmt::print("{}-{} {}\n", name, figure, value);
    };
    const PlayerStatistics& statistics = playback.statistics;
    const bench::WatchedCallbacks& callbacks = playback.callbacks;
    tell("turns", playback.turns);
    tell("calls", playback.times->count());
    tell("blocked", playback.times->quantile(0.99));
    tell("longest", playback.times->quantile(1.0));
    tell("control", std::chrono::duration<double, std::milli>(statistics.controlDelay.p99).count());
    tell("callback", std::chrono::duration<double, std::micro>(statistics.callbackTime.p99).count());
    tell("underruns", statistics.underruns);
    tell("callbacks", callbacks.count);
    tell("locks", callbacks.calls.locks);
    tell("allocations", callbacks.calls.allocations);
    tell("files", callbacks.calls.files);
    tell("sinks-lost", playback.sinksLost);
}

bool measureTurmoil(std::chrono::seconds duration)
{
    const testing::TemporaryFolder folder;
    const testing::GoldenMusic music;
    testing::Turmoil turmoil(folder.path(), 1, {1.0F});
    const testing::SinkRecording recording(turmoil.sinkFolder(), [](const std::vector<float>&) {});

    // About as many commands as the operations make.
    const auto rest = [&turmoil](Player& player) {
        player.setDsp(turmoil.calmDsp());
        turmoil.ask();
        std::this_thread::sleep_for(15ms);
    };
    const auto operate = [&turmoil](Player& player) {
        turmoil.begin({[&player](const DspSpec& spec) { player.setDsp(spec); }, {}});
        turmoil.ask();
        while (turmoil.underWay() >= 3)
            std::this_thread::sleep_for(1ms);
    };
    const auto measure = [&](const char* name, const DeviceChoice& device, const auto& turn) {
        Playback playback;
        play(turmoil, music, device, duration, turn, playback);
        print(name, playback);
        return turmoil.calm([] {}); // what was begun has ended, and all plugins are there
    };
    const bool ended = measure("calm", {}, rest) && measure("stormy", {}, operate) &&
                       measure("sink", testing::Turmoil::sink(), operate);
    for (const std::string& surprise : turmoil.surprises())
        fmt::print(stderr, "bench-playing-plugins: {}\n", surprise);
    return ended && turmoil.surprises().empty();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fmt::print(stderr, "usage: bench-playing-plugins SECONDS\n");
        return 2;
    }
    setLogLevel(LogLevel::Error); // that a sink goes is what is measured
    const QCoreApplication application(argc, argv);
    return measureTurmoil(std::chrono::seconds(std::atoi(argv[1]))) ? 0 : 1;
}
