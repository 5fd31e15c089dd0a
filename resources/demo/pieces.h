// What the demo album plays.
#pragma once

#include "resources/demo/stereo_mix.h"

#include <string>
#include <vector>

namespace stellatune::demo {

struct Track {
    std::string title;
    StereoMix sound;
};

/// The whole album in order. The first track runs into the second without a gap: one piece, cut while it
/// sounds.
std::vector<Track> composeAlbum();

} // namespace stellatune::demo
