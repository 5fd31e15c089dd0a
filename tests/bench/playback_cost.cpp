#include "tests/bench/measurements.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <thread>

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

constexpr std::chrono::seconds kSettlingTime{6}; // openings, first drawings and buffers are over by then

struct Performer {
    std::string name;
    std::unique_ptr<ChildProcess> process;
    std::chrono::duration<double> cpuAtStart{0};
    double cpuPerMinute = 0.0;
    double proportional = 0.0;
    double resident = 0.0;
};

Performer startOurs(const Stage& stage, const std::string& name, std::vector<std::string> command)
{
    command.push_back(stage.longFlac().string());
    return {name, std::make_unique<ChildProcess>(command, stage.environmentFor(name))};
}

Performer startMpd(const Stage& stage)
{
    const Environment environment = stage.environmentFor("mpd");
    const std::string home = environment.at("HOME");
    const std::string socket = home + "/socket";
    std::filesystem::create_directories(home + "/music");
    std::filesystem::create_symlink(stage.longFlac(), home + "/music/long.flac");
    std::ofstream(home + "/mpd.conf") << "music_directory \"" << home << "/music\"\n"
                                      << "db_file \"" << home << "/database\"\n"
                                      << "log_file \"" << home << "/log\"\n"
                                      << "bind_to_address \"" << socket << "\"\n"
                                      << "audio_output {\n  type \"pulse\"\n  name \"silence\"\n}\n";
    Performer mpd{"mpd",
                  std::make_unique<ChildProcess>(
                      std::vector<std::string>{"mpd", "--no-daemon", home + "/mpd.conf"}, environment)};
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
    Performer cmus{"cmus",
                   std::make_unique<ChildProcess>(std::vector<std::string>{"cmus", "--listen", socket},
                                                  environment, Terminal::Pseudo)};
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

/// The processes whose stream the sound server plays now.
std::vector<std::string> playingProcesses(const Stage& stage)
{
    const std::string listing = outputOf({"pactl", "list", "sink-inputs"}, stage.environmentFor("sound"));
    const std::string idField = "application.process.id = \"";
    std::vector<std::string> ids;
    for (size_t start = listing.find("Sink Input #"); start != std::string::npos;) {
        const size_t end = listing.find("Sink Input #", start + 1);
        const std::string input = listing.substr(start, end == std::string::npos ? end : end - start);
        const size_t id = input.find(idField);
        if (input.find("Corked: no") != std::string::npos && id != std::string::npos) {
            const size_t first = id + idField.size();
            ids.push_back(input.substr(first, input.find('"', first) - first));
        }
        start = end;
    }
    return ids;
}

bool allPlay(const Stage& stage, const std::vector<Performer>& performers)
{
    const std::vector<std::string> playing = playingProcesses(stage);
    bool all = true;
    for (const Performer& performer : performers) {
        const std::string id = std::to_string(performer.process->pid());
        if (std::find(playing.begin(), playing.end(), id) == playing.end()) {
            fmt::print(stderr, "stellatune-bench: {} does not play\n", performer.name);
            all = false;
        }
    }
    return all;
}

} // namespace

bool measurePlaybackCost(const Stage& stage, std::chrono::seconds duration, std::vector<Figure>& figures)
{
    std::vector<Performer> performers;
    performers.push_back(
        startOurs(stage, "stellatune-cli", {stage.program("stellatune-cli"), "play", "--device", "pulse"}));
    performers.push_back(startOurs(stage, "stellatune", {stage.program("stellatune"), "--device", "pulse"}));
    performers.push_back(startMpd(stage));
    performers.push_back(startCmus(stage));
    performers.push_back(startOurs(stage, "audacious -H", {"audacious", "-H"}));
    performers.push_back(startOurs(stage, "audacious", {"audacious"}));

    std::this_thread::sleep_for(kSettlingTime);
    if (!allPlay(stage, performers))
        return false;
    const auto start = std::chrono::steady_clock::now();
    for (Performer& performer : performers)
        performer.cpuAtStart = performer.process->cpuTime();
    std::this_thread::sleep_for(duration);
    const std::chrono::duration<double, std::ratio<60>> minutes = std::chrono::steady_clock::now() - start;
    for (Performer& performer : performers) {
        performer.cpuPerMinute =
            (performer.process->cpuTime() - performer.cpuAtStart).count() / minutes.count();
        performer.resident = performer.process->residentMemory();
    }
    if (!allPlay(stage, performers))
        return false;

    const Performer& terminal = performers[0];
    Performer& window = performers[1];
    const Performer& mpd = performers[2];
    Performer& audacious = performers[5];
    // Two of a kind share their pages: proportional memory says something when one of each is left.
    for (const Performer& performer : performers) {
        if (performer.name != window.name && performer.name != audacious.name)
            performer.process->end();
    }
    window.proportional = window.process->proportionalMemory();
    audacious.proportional = audacious.process->proportionalMemory();
    figures.push_back(
        {"Playing without window", "CPU s/min", terminal.cpuPerMinute, mpd.name, mpd.cpuPerMinute, 1.0});
    figures.push_back({"Resident without window", "MB", terminal.resident, mpd.name, mpd.resident, 1.0});
    figures.push_back({"Playing with window", "CPU s/min", window.cpuPerMinute, "", 0.0, 0.45});
    figures.push_back(
        {"Proportional with window", "MB", window.proportional, audacious.name, audacious.proportional, 1.0});
    for (size_t i = 3; i < performers.size(); ++i) {
        const Performer& other = performers[i];
        const Performer& ours = other.name == audacious.name ? window : terminal;
        figures.push_back({"Playing", "CPU s/min", ours.cpuPerMinute, other.name, other.cpuPerMinute, {}});
        figures.push_back({"Resident", "MB", ours.resident, other.name, other.resident, {}});
    }
    return true;
}

} // namespace stellatune::bench
