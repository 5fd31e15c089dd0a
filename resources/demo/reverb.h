// The room the demo album is played in.
#pragma once

#include "resources/demo/stereo_mix.h"

namespace stellatune::demo {

/// Adds `amount` (linear) of a hall after Schroeder: parallel combs, then all-passes, different on each side.
void addReverb(StereoMix& mix, double amount);

} // namespace stellatune::demo
