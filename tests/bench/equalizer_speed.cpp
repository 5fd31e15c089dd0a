#include "tests/bench/measurements.h"

#include <array>
#include <filesystem>

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

using Command = std::vector<std::string>;

struct Peak {
    int frequency; // Hz
    int gain;      // dB
};
constexpr std::array<Peak, 10> kPeaks{{{31, 4},
                                       {63, -3},
                                       {125, 5},
                                       {250, -4},
                                       {500, 3},
                                       {1000, -2},
                                       {2000, 4},
                                       {4000, -5},
                                       {8000, 3},
                                       {16000, -4}}};
constexpr double kQ = 1.2;

// All three do the same: ten peaks of second order over the same music.
std::string configuration()
{
    std::string bands;
    for (const Peak& peak : kPeaks)
        bands += fmt::format(R"({}{{"frequency": {}, "gain": {}, "q": {}}})", bands.empty() ? "" : ", ",
                             peak.frequency, peak.gain, kQ);
    return fmt::format(R"({{"bands": [{}], "pre_gain": -8}})", bands);
}

Command soxCommand(const std::string& wave)
{
    Command command{"sox", "-D", "--single-threaded", wave, "-n", "gain", "-8"};
    for (const Peak& peak : kPeaks) {
        for (const std::string& word : {std::string("equalizer"), std::to_string(peak.frequency),
                                        fmt::format("{}q", kQ), std::to_string(peak.gain)})
            command.push_back(word);
    }
    return command;
}

Command ffmpegCommand(const std::string& wave)
{
    std::string filters = "aformat=sample_fmts=flt,volume=-8dB";
    for (const Peak& peak : kPeaks)
        filters += fmt::format(",equalizer=f={}:t=q:w={}:g={}", peak.frequency, kQ, peak.gain);
    return {"ffmpeg", "-v",  "error", "-nostdin", "-threads", "1", "-filter_threads", "1", "-i",
            wave,     "-af", filters, "-f",       "null",     "-"};
}

} // namespace

bool measureEqualizerSpeed(const Stage& stage, int repetitions, std::vector<Figure>& figures)
{
    const Environment environment = stage.environmentFor("plugins");
    const std::string wave = (stage.folder() / "long.wav").string();
    const std::string raw = (stage.folder() / "long.s16").string();
    const std::string flac = stage.longFlac().string();
    if (!runs({"sox", flac, wave}, environment) || !runs({"sox", flac, "-t", "s16", raw}, environment)) {
        fmt::print(stderr, "stellatune-bench: sox cannot unpack the music\n");
        return false;
    }
    constexpr double kBytesPerSecond = 44'100.0 * 2.0 * 2.0;
    const double seconds = static_cast<double>(std::filesystem::file_size(raw)) / kBytesPerSecond;

    const std::string plugin =
        stage.program(fmt::format("../plugins/dsp-equalizer/dsp-equalizer{}", STELLATUNE_PLUGIN_SUFFIX));
    const std::array<Command, 3> commands{
        Command{stage.program("bench-plugin-dsp"), plugin, "parametric", configuration(), raw},
        soxCommand(wave), ffmpegCommand(wave)};
    std::array<std::vector<double>, 3> times;
    for (int i = -1; i < repetitions; ++i) {
        // By turns, so that what else the machine does falls on all.
        for (size_t j = 0; j < commands.size(); ++j) {
            const auto time = cpuTimeOf(commands[j], environment);
            if (!time) {
                fmt::print(stderr, "stellatune-bench: {} failed\n", commands[j].front());
                return false;
            }
            if (i >= 0) // the first round fills the caches
                times[j].push_back(time->count());
        }
    }
    std::filesystem::remove(wave);
    std::filesystem::remove(raw);

    constexpr double kMilliseconds = 1000.0;
    constexpr double kTarget = 1.0; // 1,000 times real time
    const double ours = median(times[0]);
    figures.push_back(
        {"Equalizer, 10 bands, stereo", "CPU ms/s", ours / seconds * kMilliseconds, "", 0.0, kTarget});
    figures.push_back(
        {"Equalizer, 10 bands, stereo", "CPU s", ours, "sox, 10 equalizer", median(times[1]), 1.0});
    figures.push_back(
        {"Equalizer, 10 bands, stereo", "CPU s", ours, "ffmpeg, 10 equalizer", median(times[2]), 1.0});
    return true;
}

} // namespace stellatune::bench
