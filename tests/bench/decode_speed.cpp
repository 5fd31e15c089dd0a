#include "tests/bench/measurements.h"

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

using Command = std::vector<std::string>;

// Both by turns, so that what else the machine does falls on both.
bool compare(const Stage& stage, int repetitions, Figure figure, const Command& ours, const Command& theirs,
             std::vector<Figure>& figures)
{
    const Environment environment = stage.environmentFor("decoders");
    std::vector<double> ourTimes;
    std::vector<double> theirTimes;
    for (int i = -1; i < repetitions; ++i) {
        const auto ourTime = cpuTimeOf(ours, environment);
        const auto theirTime = cpuTimeOf(theirs, environment);
        if (!ourTime || !theirTime) {
            fmt::print(stderr, "stellatune-bench: {} failed\n", (ourTime ? theirs : ours).front());
            return false;
        }
        if (i < 0)
            continue; // the first round fills the caches
        ourTimes.push_back(ourTime->count());
        theirTimes.push_back(theirTime->count());
    }
    figure.ours = median(ourTimes);
    figure.theirs = median(theirTimes);
    figures.push_back(figure);
    return true;
}

} // namespace

bool measureDecodeSpeed(const Stage& stage, int repetitions, std::vector<Figure>& figures)
{
    const std::string pipeline = stage.program("bench-pipeline");
    const std::string flac = stage.longFlac().string();
    const std::string mp3 = stage.longMp3().string();
    // flac writes to its standard output, which is nowhere: with "-o /dev/null" it would give /dev/null the
    // time and the permissions of the file it decodes.
    return compare(stage, repetitions, {"FLAC through the pipeline", "CPU s", 0, "flac -d", 0, 0.9},
                   {pipeline, flac}, {"flac", "-d", "-s", "-c", flac}, figures) &&
           compare(stage, repetitions, {"MP3 through the pipeline", "CPU s", 0, "mpg123 -t", 0, 1.15},
                   {pipeline, mp3}, {"mpg123", "-q", "-t", mp3}, figures);
}

} // namespace stellatune::bench
