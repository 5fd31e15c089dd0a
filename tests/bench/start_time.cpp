#include "tests/bench/measurements.h"

#include "tests/bench/window_watch.h"

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

std::optional<double> millisecondsToWindow(const Stage& stage, const std::string& command,
                                           const std::string& user)
{
    const Environment environment = stage.environmentFor(user);
    WindowWatch watch(stage.display());
    const auto start = std::chrono::steady_clock::now();
    ChildProcess process({command}, environment);
    const auto mapped = watch.waitForWindow();
    if (!mapped) {
        fmt::print(stderr, "stellatune-bench: {} shows no window\n", command);
        return std::nullopt;
    }
    // Let it finish starting, so that the next start finds what an ordinary end leaves behind.
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    return std::chrono::duration<double, std::milli>(*mapped - start).count();
}

} // namespace

bool measureStartTime(const Stage& stage, int repetitions, std::vector<Figure>& figures)
{
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int i = -2; i < repetitions; ++i) {
        const auto our = millisecondsToWindow(stage, stage.program("stellatune"), "starting-stellatune");
        const auto their = millisecondsToWindow(stage, "audacious", "starting-audacious");
        if (!our || !their)
            return false;
        if (i < 0)
            continue; // first starts write settings and fill caches
        ours.push_back(*our);
        theirs.push_back(*their);
    }
    figures.push_back({"Window mapped after exec", "ms", median(ours), "audacious", median(theirs), 1.0});
    return true;
}

} // namespace stellatune::bench
