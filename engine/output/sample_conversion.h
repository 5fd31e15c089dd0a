// From the engine's 32-bit float to what a device or file stores.
#pragma once

#include "engine/audio/format.h"

#include <cstddef>
#include <cstdint>

namespace stellatune {

/// [real-time] Packed, native endian; Int24 takes 3 bytes, little-endian. Samples outside [-1, 1) are clipped
/// to the nearest value there is, a float that is not a number becomes 0 in integers.
///
/// Bit-perfect by construction: a block whose samples all exist in the target format is stored as it is. Any
/// other block is dithered (triangular, 2 LSB wide) and rounded, which turns the error into noise that no
/// signal modulates.
class SampleConverter {
  public:
    explicit SampleConverter(SampleFormat target) : m_target(target) {}

    /// `out` has room for `samples` samples (frames times channels) and is aligned for the target's type.
    void convert(const float* in, void* out, size_t samples) noexcept;

  private:
    template <typename Target>
    void convertBlock(const float* in, void* out, size_t samples) noexcept;
    double nextDither() noexcept;

    const SampleFormat m_target;
    uint64_t m_random = 0x9E3779B97F4A7C15; ///< any start but 0
};

} // namespace stellatune
