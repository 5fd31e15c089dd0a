#include "tests/bench/measurements.h"
#include "tests/bench/performers.h"

namespace stellatune::bench {

bool measurePlaybackCost(const Stage& stage, std::chrono::seconds duration, std::vector<Figure>& figures)
{
    std::vector<Performer> performers;
    performers.push_back(
        startPlayer(stage, "stellatune-cli", {stage.program("stellatune-cli"), "play", "--device", "pulse"}));
    performers.push_back(
        startPlayer(stage, "stellatune", {stage.program("stellatune"), "--device", "pulse"}));
    performers.push_back(startMpd(stage, "mpd"));
    performers.push_back(startCmus(stage));
    performers.push_back(startPlayer(stage, "audacious -H", {"audacious", "-H"}));
    performers.push_back(startPlayer(stage, "audacious", {"audacious"}));
    if (!perform(stage, performers, duration))
        return false;

    const Performer& terminal = performers[0];
    const Performer& window = performers[1];
    const Performer& mpd = performers[2];
    const Performer& audacious = performers[5];
    // Two of a kind share their pages: proportional memory says something when one of each is left.
    for (const Performer& performer : performers) {
        if (performer.name != window.name && performer.name != audacious.name)
            performer.process->end();
    }
    figures.push_back(
        {"Playing without window", "CPU s/min", terminal.cpuPerMinute, mpd.name, mpd.cpuPerMinute, 1.0});
    figures.push_back({"Resident without window", "MB", terminal.resident, mpd.name, mpd.resident, 1.0});
    figures.push_back({"Playing with window", "CPU s/min", window.cpuPerMinute, "", 0.0, 0.45});
    figures.push_back({"Proportional with window", "MB", window.process->proportionalMemory(), audacious.name,
                       audacious.process->proportionalMemory(), 1.0});
    for (size_t i = 3; i < performers.size(); ++i) {
        const Performer& other = performers[i];
        const Performer& ours = other.name == audacious.name ? window : terminal;
        figures.push_back({"Playing", "CPU s/min", ours.cpuPerMinute, other.name, other.cpuPerMinute, {}});
        figures.push_back({"Resident", "MB", ours.resident, other.name, other.resident, {}});
    }
    return true;
}

} // namespace stellatune::bench
