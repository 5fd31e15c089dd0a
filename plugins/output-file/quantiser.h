// From float samples to integers, without loss where there is nothing to lose.
#pragma once

#include <cstdint>
#include <span>

namespace stellatune::filesink {

/// Full scale is 2^(bits - 1). A block whose samples are all integers already is taken over bit for bit; any
/// other gets triangular dither of two steps' width, if asked for, and is rounded. The same samples in the
/// same blocks always give the same integers.
class Quantiser {
  public:
    /// `bits` is 16 or 24.
    Quantiser(uint32_t bits, bool dither);

    /// Right-aligned integers into `integers`, which is as long as `samples`. What exceeds full scale is
    /// clipped, and what is not a number becomes 0.
    void convert(std::span<const float> samples, std::span<int32_t> integers);

    uint64_t clippedSamples() const { return m_clipped; }

  private:
    bool convertExactly(std::span<const float> samples, std::span<int32_t> integers) const;
    double nextUniform();

    const double m_scale;
    const bool m_dither;
    uint64_t m_random = 0x9E37'79B9'7F4A'7C15u;
    uint64_t m_clipped = 0;
};

} // namespace stellatune::filesink
