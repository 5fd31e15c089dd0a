// bench-playing-plugins SECONDS: for how long the runtime of plugins holds up a player that plays in real
// time, while plugins are installed, updated, switched and uninstalled, and what its audio callback does
// meanwhile that it may not, one figure a line.
#include "engine/control/player.h"
#include "tests/bench/watched_device.h"
#include "tests/fixtures/child_process.h"
#include "tests/stress/golden_music.h"
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

WorkerEndpoint measured(WorkerEndpoint endpoint, CallTimes& times)
{
    endpoint.acquire = [acquire = std::move(endpoint.acquire), &times] { return times.measure(acquire); };
    return endpoint;
}

/// The player's way to plugins, with every call measured, and its device, with every callback watched.
PlayerConfig configOf(testing::Turmoil& turmoil, CallTimes& times, bench::WatchedCallbacks& callbacks)
{
    PlayerConfig config;
    config.output = testing::GoldenMusic::output();
    config.makeDevice = [&callbacks](const DeviceChoice&) -> Result<std::unique_ptr<OutputDevice>> {
        return std::unique_ptr<OutputDevice>(std::make_unique<bench::WatchedDevice>(callbacks));
    };
    config.decoders.candidates = [candidates = turmoil.decoders().candidates,
                                  &times](const std::string& extension) {
        return times.measure([&] { return candidates(extension); });
    };
    config.decoders.bind = [bind = turmoil.decoders().bind, &times](const DecoderCandidate& candidate,
                                                                    std::function<void()> wake) {
        return measured(times.measure([&] { return bind(candidate, std::move(wake)); }), times);
    };
    config.dsp.bind = [bind = turmoil.dsp().bind, &times](const std::string& plugin, const std::string& type,
                                                          std::function<void()> wake) {
        return measured(times.measure([&] { return bind(plugin, type, std::move(wake)); }), times);
    };
    return config;
}

bool measureTurmoil(std::chrono::seconds duration)
{
    const testing::TemporaryFolder folder;
    const testing::GoldenMusic music;
    testing::Turmoil turmoil(folder.path(), 1, {1.0F});
    CallTimes times;
    bench::WatchedCallbacks callbacks;
    int operations = 0;
    PlayerStatistics statistics;
    {
        Player player(configOf(turmoil, times, callbacks));
        player.setDsp(turmoil.calmDsp());
        player.setRepeat(RepeatMode::All);
        player.setQueue(music.queue());
        player.play();
        const auto end = Clock::now() + duration;
        while (Clock::now() < end) {
            turmoil.begin({[&player](const DspSpec& spec) { player.setDsp(spec); }, {}});
            turmoil.ask();
            ++operations;
            while (turmoil.underWay() >= 3)
                std::this_thread::sleep_for(1ms);
        }
        statistics = player.statistics();
        for (const PlayerEvent& event : player.takeEvents()) {
            if (event.kind == PlayerEvent::Kind::TrackFailed)
                fmt::print(stderr, "bench-playing-plugins: {}\n", event.error->message);
        }
    }
    for (const std::string& surprise : turmoil.surprises())
        fmt::print(stderr, "bench-playing-plugins: {}\n", surprise);
    const std::chrono::duration<double, std::milli> delay = statistics.controlDelay.p99;
    const std::chrono::duration<double, std::micro> callback = statistics.callbackTime.p99;
    fmt::print("operations {}\ncalls {}\nblocked {:.4f}\nlongest {:.4f}\ncontrol {:.4f}\ncallback "
               "{:.4f}\nunderruns {}\ncallbacks {}\nlocks {}\nallocations {}\nfiles {}\n",
               operations, times.count(), times.quantile(0.99), times.quantile(1.0), delay.count(),
               callback.count(), statistics.underruns, callbacks.count, callbacks.calls.locks,
               callbacks.calls.allocations, callbacks.calls.files);
    return turmoil.surprises().empty();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fmt::print(stderr, "usage: bench-playing-plugins SECONDS\n");
        return 2;
    }
    const QCoreApplication application(argc, argv);
    return measureTurmoil(std::chrono::seconds(std::atoi(argv[1]))) ? 0 : 1;
}
