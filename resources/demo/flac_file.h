// Writing a track of the demo album: 44.1 kHz, 16 bit, tags and cover inside.
#pragma once

#include "resources/demo/stereo_mix.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace stellatune::demo {

using Tags = std::vector<std::pair<std::string, std::string>>;

/// False when the file could not be written.
bool writeFlac(const std::filesystem::path& path, const StereoMix& sound, const Tags& tags,
               const std::vector<uint8_t>& coverPng);

} // namespace stellatune::demo
