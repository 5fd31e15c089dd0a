#include "tests/bench/measurements.h"

#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace stellatune::bench {

bool measurePlayingPlugins(const Stage& stage, std::chrono::seconds duration, std::vector<Figure>& figures)
{
    std::istringstream answer(
        outputOf({stage.program("bench-playing-plugins"), std::to_string(duration.count())},
                 stage.environmentFor("playing-plugins")));
    std::map<std::string, double> measured;
    std::string name;
    for (double value = 0.0; answer >> name >> value;)
        measured[name] = value;
    for (const char* playback : {"calm", "stormy", "sink"}) {
        for (const char* wanted : {"turns", "calls", "blocked", "longest", "control", "callback", "underruns",
                                   "callbacks", "locks", "allocations", "files", "sinks-lost"}) {
            if (!measured.contains(fmt::format("{}-{}", playback, wanted))) {
                fmt::print(stderr, "stellatune-bench: bench-playing-plugins does not tell of {}-{}\n",
                           playback, wanted);
                return false;
            }
        }
    }
    // Without any callback nothing is said of what they do, and without a loss nothing of what a sink does.
    if (measured["stormy-callbacks"] == 0.0 || measured["sink-sinks-lost"] == 0.0) {
        fmt::print(stderr, "stellatune-bench: bench-playing-plugins does not play\n");
        return false;
    }
    const auto tell = [&figures](std::string title, const char* unit, double value,
                                 std::optional<double> target) {
        figures.push_back({std::move(title), unit, value, "", 0.0, target});
    };
    constexpr double kAim = 0.5; // ms
    tell(
        fmt::format("engine blocked in the runtime, p99, {:.0f} plugin operations", measured["stormy-turns"]),
        "ms", measured["stormy-blocked"], kAim);
    tell(fmt::format("the same, longest of {:.0f}", measured["stormy-calls"]), "ms",
         measured["stormy-longest"], {});
    tell("the same without operations, p99", "ms", measured["calm-blocked"], {});
    tell(fmt::format("the same to a sink that goes {:.0f} times, p99", measured["sink-sinks-lost"]), "ms",
         measured["sink-blocked"], kAim);
    figures.push_back({"control thread takes a command, p99",
                       "ms",
                       measured["stormy-control"],
                       "without operations",
                       measured["calm-control"],
                       {}});
    figures.push_back({"audio callback meanwhile, p99",
                       "us",
                       measured["stormy-callback"],
                       "without operations",
                       measured["calm-callback"],
                       {}});
    tell("underruns meanwhile", "", measured["stormy-underruns"], 0.0);
    tell("underruns with that sink", "", measured["sink-underruns"], 0.0);
    tell(fmt::format("locks in {:.0f} audio callbacks", measured["stormy-callbacks"]), "",
         measured["stormy-locks"], 0.0);
    tell("allocations in them", "", measured["stormy-allocations"], 0.0);
    tell("calls for files or sockets in them", "", measured["stormy-files"], 0.0);
    return true;
}

bool measureDspChain(const Stage& stage, std::vector<Figure>& figures)
{
    const std::string plugin =
        stage.program(fmt::format("../plugins/dsp-equalizer/dsp-equalizer{}", STELLATUNE_PLUGIN_SUFFIX));
    std::istringstream numbers(
        outputOf({stage.program("bench-dsp-chain"), plugin}, stage.environmentFor("plugins")));
    double chain = 0.0;
    double direct = 0.0;
    if (!(numbers >> chain >> direct)) {
        fmt::print(stderr, "stellatune-bench: bench-dsp-chain failed\n");
        return false;
    }
    constexpr double kMicroseconds = 1e-3;
    figures.push_back({"Chain of 8 DSP nodes", "us a block", chain * kMicroseconds, "called directly",
                       direct * kMicroseconds, 1.1});
    return true;
}

} // namespace stellatune::bench
