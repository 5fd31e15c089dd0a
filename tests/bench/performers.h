// Players that play the same music to the sound server beside each other, and what that costs them.
#pragma once

#include "tests/bench/stage.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace stellatune::bench {

struct Performer {
    std::string name; ///< its home is called so too
    std::unique_ptr<ChildProcess> process;
    uint32_t rate = 44'100; ///< Hz, that its stream has where the sound server takes it

    // ---- after perform() ----
    double cpuPerMinute = 0.0; ///< seconds
    double resident = 0.0;     ///< MB
};

/// Plays when it is started with the music behind its arguments.
Performer startPlayer(const Stage& stage, const std::string& name, std::vector<std::string> command,
                      const Environment& additions = {});
/// `output`: settings of its audio_output, a line each.
Performer startMpd(const Stage& stage, const std::string& name, const std::string& output = {});
Performer startCmus(const Stage& stage);

/// Waits until it plays; false when it does not within half a minute.
bool waitUntilPlaying(const Stage& stage, const Performer& performer);

/// Lets them settle and measures for `duration`. False, with a message on stderr, when one of them does not
/// play all the time, or at another rate than it should.
bool perform(const Stage& stage, std::vector<Performer>& performers, std::chrono::seconds duration);

} // namespace stellatune::bench
