#include "tests/bench/performers.h"

#include <fstream>
#include <map>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

constexpr std::chrono::seconds kSettlingTime{6}; // openings, first drawings and buffers are over by then

/// The word behind `field` up to `end`; empty when there is none.
std::string valueOf(const std::string& text, const std::string& field, const char* end)
{
    const size_t start = text.find(field);
    if (start == std::string::npos)
        return {};
    const size_t first = start + field.size();
    return text.substr(first, text.find_first_of(end, first) - first);
}

/// The rates of the streams that the sound server plays now, by the ids of their processes.
std::map<std::string, std::string> playingStreams(const Stage& stage)
{
    const std::string listing = outputOf({"pactl", "list", "sink-inputs"}, stage.environmentFor("sound"));
    std::map<std::string, std::string> rates;
    for (size_t start = listing.find("Sink Input #"); start != std::string::npos;) {
        const size_t end = listing.find("Sink Input #", start + 1);
        const std::string input = listing.substr(start, end == std::string::npos ? end : end - start);
        if (input.find("Corked: no") != std::string::npos) {
            const std::string format = valueOf(input, "Sample Specification: ", "\n"); // "s16le 2ch 44100Hz"
            rates[valueOf(input, "application.process.id = \"", "\"")] = valueOf(format, "ch ", "H");
        }
        start = end;
    }
    return rates;
}

bool allPlay(const Stage& stage, const std::vector<Performer>& performers)
{
    const std::map<std::string, std::string> streams = playingStreams(stage);
    bool all = true;
    for (const Performer& performer : performers) {
        const auto stream = streams.find(std::to_string(performer.process->pid()));
        if (stream == streams.end()) {
            fmt::print(stderr, "stellatune-bench: {} does not play\n", performer.name);
            all = false;
        } else if (stream->second != std::to_string(performer.rate)) {
            fmt::print(stderr, "stellatune-bench: {} plays at {} Hz, not at {}\n", performer.name,
                       stream->second, performer.rate);
            all = false;
        }
    }
    return all;
}

} // namespace

Performer startPlayer(const Stage& stage, const std::string& name, std::vector<std::string> command,
                      const Environment& additions)
{
    command.push_back(stage.longFlac().string());
    Environment environment = stage.environmentFor(name);
    environment.insert(additions.begin(), additions.end());
    Performer player;
    player.name = name;
    player.process = std::make_unique<ChildProcess>(command, environment);
    return player;
}

Performer startMpd(const Stage& stage, const std::string& name, const std::string& output)
{
    const Environment environment = stage.environmentFor(name);
    const std::string home = environment.at("HOME");
    const std::string socket = home + "/socket";
    std::filesystem::create_directories(home + "/music");
    std::filesystem::create_symlink(stage.longFlac(), home + "/music/long.flac");
    std::ofstream(home + "/mpd.conf") << "music_directory \"" << home << "/music\"\n"
                                      << "db_file \"" << home << "/database\"\n"
                                      << "log_file \"" << home << "/log\"\n"
                                      << "bind_to_address \"" << socket << "\"\n"
                                      << "audio_output {\n  type \"pulse\"\n  name \"silence\"\n"
                                      << output << "}\n";
    Performer mpd;
    mpd.name = name;
    mpd.process = std::make_unique<ChildProcess>(
        std::vector<std::string>{"mpd", "--no-daemon", home + "/mpd.conf"}, environment);
    waitUntil([&] {
        return runs({"timeout", "5", "mpc", "--host", socket, "--wait", "update"}, environment);
    });
    runs({"mpc", "--host", socket, "add", "long.flac"}, environment);
    runs({"mpc", "--host", socket, "play"}, environment);
    return mpd;
}

Performer startCmus(const Stage& stage)
{
    const Environment environment = stage.environmentFor("cmus");
    const std::string socket = environment.at("HOME") + "/socket";
    Performer cmus;
    cmus.name = "cmus";
    cmus.process = std::make_unique<ChildProcess>(std::vector<std::string>{"cmus", "--listen", socket},
                                                  environment, Terminal::Pseudo);
    const std::vector<std::string> remote{"timeout", "5", "cmus-remote", "--server", socket, "-C"};
    const auto tell = [&](const std::string& order) {
        std::vector<std::string> command = remote;
        command.push_back(order);
        return runs(command, environment);
    };
    waitUntil([&] { return tell("set output_plugin=pulse"); });
    tell("player-play " + stage.longFlac().string());
    return cmus;
}

bool waitUntilPlaying(const Stage& stage, const Performer& performer)
{
    return waitUntil(
        [&] { return playingStreams(stage).contains(std::to_string(performer.process->pid())); });
}

bool perform(const Stage& stage, std::vector<Performer>& performers, std::chrono::seconds duration)
{
    std::this_thread::sleep_for(kSettlingTime);
    if (!allPlay(stage, performers))
        return false;
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::chrono::duration<double>> atStart;
    for (const Performer& performer : performers)
        atStart.push_back(performer.process->cpuTime());
    std::this_thread::sleep_for(duration);
    const std::chrono::duration<double, std::ratio<60>> minutes = std::chrono::steady_clock::now() - start;
    for (size_t i = 0; i < performers.size(); ++i) {
        Performer& performer = performers[i];
        performer.cpuPerMinute = (performer.process->cpuTime() - atStart[i]).count() / minutes.count();
        performer.resident = performer.process->residentMemory();
    }
    return allPlay(stage, performers);
}

} // namespace stellatune::bench
