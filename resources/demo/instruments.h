// The instruments of the demo album. Times are seconds, pitches MIDI note numbers (69 is A4, 440 Hz).
#pragma once

#include "resources/demo/stereo_mix.h"

#include <vector>

namespace stellatune::demo {

struct Note {
    double start = 0.0;
    double length = 0.0;
    int pitch = 69;
    double level = 1.0;
    double pan = 0.0;
};

/// A plucked string after Karplus and Strong; it rings on by itself, `length` is not used.
void addPluck(StereoMix& mix, const Note& note);
/// A soft chord that swells and fades.
void addPad(StereoMix& mix, const std::vector<int>& pitches, double start, double length, double level);
/// A round, low tone.
void addBass(StereoMix& mix, const Note& note);
/// A small bell; rings on by itself.
void addBell(StereoMix& mix, const Note& note);

} // namespace stellatune::demo
