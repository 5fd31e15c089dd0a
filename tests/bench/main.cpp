// stellatune-bench [--quick] [decode] [plugins] [playing] [start]: StellaTune beside other players, as ratios
// within one run.
#include "tests/bench/measurements.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

int main(int argc, char** argv)
{
    using namespace stellatune::bench;
    bool quick = false;
    std::vector<std::string> chosen;
    for (const std::string& argument : std::vector<std::string>(argv + 1, argv + argc)) {
        if (argument == "--quick") {
            quick = true;
        } else if (argument == "decode" || argument == "plugins" || argument == "playing" ||
                   argument == "start") {
            chosen.push_back(argument);
        } else {
            fmt::print(stderr, "usage: stellatune-bench [--quick] [decode] [plugins] [playing] [start]\n");
            return 2;
        }
    }
    const auto isChosen = [&chosen](const char* name) {
        return chosen.empty() || std::find(chosen.begin(), chosen.end(), name) != chosen.end();
    };

    Stage stage(std::filesystem::canonical("/proc/self/exe").parent_path());
    if (!stage.start())
        return 1;
    std::vector<Figure> figures;
    bool complete = true;
    if (isChosen("decode"))
        complete &= measureDecodeSpeed(stage, quick ? 3 : 11, figures) &&
                    measurePluginDecoderSpeed(stage, quick ? 3 : 11, figures);
    if (isChosen("plugins"))
        complete &= measurePluginBorder(stage, figures) && measureDspChain(stage, figures) &&
                    measurePluginRuntime(stage, figures) &&
                    measurePlayingPlugins(stage, std::chrono::seconds(quick ? 5 : 20), figures) &&
                    measureEqualizerSpeed(stage, quick ? 3 : 11, figures);
    if (isChosen("start"))
        complete &= measureStartTime(stage, quick ? 3 : 11, figures);
    if (isChosen("playing"))
        complete &= measurePlaybackCost(stage, std::chrono::seconds(quick ? 10 : 60), figures) &&
                    measureProcessingCost(stage, std::chrono::seconds(quick ? 10 : 60), figures);
    printFigures(figures);

    const auto missed =
        std::count_if(figures.begin(), figures.end(), [](const Figure& figure) { return figure.isMissed(); });
    fmt::print(
        "\n{} of {} targets missed{}\n", missed,
        std::count_if(figures.begin(), figures.end(), [](const Figure& figure) { return figure.target; }),
        complete ? "" : "; some figures could not be measured");
    return missed == 0 && complete ? 0 : 1;
}
