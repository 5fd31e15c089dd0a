#include "tests/bench/measurements.h"

#include <map>
#include <sstream>
#include <string>

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
    for (const char* wanted : {"operations", "calls", "blocked", "longest", "control", "callback",
                               "underruns", "callbacks", "locks", "allocations", "files"}) {
        if (!measured.contains(wanted)) {
            fmt::print(stderr, "stellatune-bench: bench-playing-plugins does not tell of {}\n", wanted);
            return false;
        }
    }
    // Without any callback nothing is said of what they do.
    if (measured["callbacks"] == 0.0) {
        fmt::print(stderr, "stellatune-bench: bench-playing-plugins does not play\n");
        return false;
    }
    const std::string meanwhile = fmt::format("{:.0f} plugin operations", measured["operations"]);
    figures.push_back({fmt::format("engine blocked in the runtime, p99, {}", meanwhile), "ms",
                       measured["blocked"], "", 0.0, 0.5});
    figures.push_back({fmt::format("the same, longest of {:.0f}", measured["calls"]),
                       "ms",
                       measured["longest"],
                       "",
                       0.0,
                       {}});
    figures.push_back({"control thread takes a command, p99", "ms", measured["control"], "", 0.0, {}});
    figures.push_back({"audio callback meanwhile, p99", "us", measured["callback"], "", 0.0, {}});
    figures.push_back({"underruns meanwhile", "", measured["underruns"], "", 0.0, 0.0});
    figures.push_back({fmt::format("locks in {:.0f} audio callbacks", measured["callbacks"]), "",
                       measured["locks"], "", 0.0, 0.0});
    figures.push_back({"allocations in them", "", measured["allocations"], "", 0.0, 0.0});
    figures.push_back({"calls for files or sockets in them", "", measured["files"], "", 0.0, 0.0});
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
