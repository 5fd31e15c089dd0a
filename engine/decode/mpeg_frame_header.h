// The four bytes in front of every MPEG audio frame; enough of them to tell MPEG audio from anything else.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace stellatune {

struct MpegFrameHeader {
    uint32_t bytes = 0;  ///< from this header to the next
    uint32_t stream = 0; ///< version, layer and rate as coded; the same in all frames of a file

    /// None when `bytes` are no valid header, or the frame's length is not told (free format).
    static std::optional<MpegFrameHeader> parse(std::span<const unsigned char, 4> bytes);
};

} // namespace stellatune
