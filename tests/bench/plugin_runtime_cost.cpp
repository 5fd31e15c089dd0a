#include "tests/bench/measurements.h"

#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace stellatune::bench {

bool measurePluginRuntime(const Stage& stage, std::vector<Figure>& figures)
{
    const std::string library =
        stage.program(fmt::format("../plugins/bench-counting/bench-counting{}", STELLATUNE_PLUGIN_SUFFIX));
    std::istringstream answer(
        outputOf({stage.program("bench-plugin-runtime"), library}, stage.environmentFor("runtime")));
    std::map<std::string, std::vector<double>> measured;
    for (std::string line; std::getline(answer, line);) {
        std::istringstream words(line);
        std::string name;
        words >> name;
        for (double value = 0.0; words >> value;)
            measured[name].push_back(value);
    }
    const std::map<std::string, size_t> expected = {{"library", 2}, {"generation", 1}, {"apply", 1},
                                                    {"enable", 1},  {"window", 3},     {"control", 3}};
    for (const auto& [name, count] : expected) {
        if (measured[name].size() != count) {
            fmt::print(stderr, "stellatune-bench: bench-plugin-runtime does not tell of {}\n", name);
            return false;
        }
    }

    figures.push_back({"apply with nothing changed, 50 plugins", "ms", measured["apply"][0], "", 0.0, 5.0});
    figures.push_back({"enable to first instance usable", "ms", measured["enable"][0], "", 0.0, 10.0});
    figures.push_back({"load, create, destroy, unload", "ms", measured["library"][0], "dlopen and dlclose",
                       measured["library"][1], 3.0});
    figures.push_back({"the same with copy and proof", "ms", measured["generation"][0], "", 0.0, 5.0});
    for (const auto& [name, title] :
         {std::pair("window", "window"), std::pair("control", "control thread")}) {
        figures.push_back(
            {fmt::format("{} blocked in a storm, p99", title), "ms", measured[name][0], "", 0.0, 2.0});
        figures.push_back({fmt::format("{}'s heartbeat late, p99", title),
                           "ms",
                           measured[name][1],
                           "without operations",
                           measured[name][2],
                           {}});
    }
    return true;
}

} // namespace stellatune::bench
