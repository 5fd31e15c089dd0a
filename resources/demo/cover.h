// The picture on the demo album.
#pragma once

#include <cstdint>
#include <vector>

namespace stellatune::demo {

inline constexpr uint32_t kCoverSize = 600; ///< pixels, width and height

/// A sunrise over hills, as a PNG file.
std::vector<uint8_t> drawCover();

} // namespace stellatune::demo
