// What a WAV file says of its samples, read only to explain why it was refused.
#pragma once

#include "engine/decode/input_file.h"

#include <cstdint>
#include <optional>

namespace stellatune {

struct WavHeader {
    static constexpr uint16_t kPcm = 1;

    uint16_t tag = 0; ///< of the coding; for WAVE_FORMAT_EXTENSIBLE the one inside
    uint16_t channels = 0;
    uint32_t sampleRate = 0;
    uint16_t bits = 0;

    /// None when `file` is no WAV or has no format chunk near its start.
    static std::optional<WavHeader> read(InputFile& file);
};

} // namespace stellatune
