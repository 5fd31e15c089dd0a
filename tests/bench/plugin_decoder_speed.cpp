#include "tests/bench/measurements.h"

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

using Command = std::vector<std::string>;

struct Format {
    const char* name;
    const char* file;
    Command encode; ///< reads the long FLAC file; the input and output stand in for "in" and "out"
    double target;
};

Command withFiles(Command command, const std::string& in, const std::string& out)
{
    for (std::string& word : command) {
        if (word == "in")
            word = in;
        else if (word == "out")
            word = out;
    }
    return command;
}

} // namespace

bool measurePluginDecoderSpeed(const Stage& stage, int repetitions, std::vector<Figure>& figures)
{
    const Environment environment = stage.environmentFor("decoders");
    const std::vector<Format> formats = {
        {"AAC through decoder-ffmpeg",
         "long.m4a",
         {"ffmpeg", "-v", "error", "-nostdin", "-y", "-i", "in", "-map", "0:a", "-c:a", "aac", "-b:a", "192k",
          "out"},
         0.85},
        {"WavPack through decoder-ffmpeg",
         "long.wv",
         {"ffmpeg", "-v", "error", "-nostdin", "-y", "-i", "in", "-map", "0:a", "-c:a", "wavpack", "out"},
         1.05},
    };
    const std::string plugin =
        stage.program(fmt::format("../plugins/decoder-ffmpeg/decoder-ffmpeg{}", STELLATUNE_PLUGIN_SUFFIX));
    for (const Format& format : formats) {
        const std::string file = (stage.folder() / format.file).string();
        if (!runs(withFiles(format.encode, stage.longFlac().string(), file), environment)) {
            fmt::print(stderr, "stellatune-bench: ffmpeg cannot make {}\n", format.file);
            return false;
        }
        const Command ours = {stage.program("bench-plugin-decoder"), plugin, "ffmpeg", file};
        const Command theirs = {"ffmpeg", "-v", "error", "-nostdin", "-threads", "1",
                                "-i",     file, "-f",    "null",     "-"};
        std::vector<double> ourTimes;
        std::vector<double> theirTimes;
        for (int i = -1; i < repetitions; ++i) {
            // By turns, so that what else the machine does falls on both.
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
        figures.push_back(
            {format.name, "CPU s", median(ourTimes), "ffmpeg -threads 1", median(theirTimes), format.target});
    }
    return true;
}

} // namespace stellatune::bench
