#include "tests/bench/measurements.h"

#include <sstream>

#include <fmt/format.h>

namespace stellatune::bench {

bool measurePluginBorder(const Stage& stage, std::vector<Figure>& figures)
{
    constexpr double kTarget = 20.0; // ns
    const std::string plugin =
        stage.program(fmt::format("../plugins/bench-counting/bench-counting{}", STELLATUNE_PLUGIN_SUFFIX));
    const std::string answer =
        outputOf({stage.program("bench-plugin-border"), plugin}, stage.environmentFor("plugins"));
    double interface = 0.0;
    double instance = 0.0;
    std::istringstream numbers(answer);
    if (!(numbers >> interface >> instance)) {
        fmt::print(stderr, "stellatune-bench: bench-plugin-border failed\n");
        return false;
    }
    figures.push_back({"DSP block through the interface", "ns more", interface, "", 0.0, kTarget});
    figures.push_back({"DSP block with the host's watch", "ns more", instance, "", 0.0, kTarget});
    return true;
}

} // namespace stellatune::bench
