// What sinks are told of a track.
#pragma once

#include <filesystem>
#include <string>

namespace stellatune {

/// The JSON object of begin_track() in pluginapi/abi/output.h, with the tags that the file has. Reads the
/// file. `seconds`: 0 when unknown.
std::string trackText(const std::filesystem::path& path, double seconds);

} // namespace stellatune
