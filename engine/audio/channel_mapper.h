// From the speakers a track has to the speakers a device has.
#pragma once

#include "engine/audio/format.h"

#include <array>
#include <cstdint>

namespace stellatune {

/// What becomes of the low-frequency channel when the device has none.
enum class LfePolicy : uint8_t {
    Drop,      ///< ITU-R BS.775: left out of the fold-down
    Mix,       ///< into the front channels at -10 dB, so that it stays below clipping
    MixStrong, ///< into the front channels at -3 dB
};

/// A fixed matrix from one layout to another. Centre and surrounds fold down at -3 dB (ITU-R BS.775), mono
/// goes to both front speakers at full level, speakers the source lacks stay silent. Where a sum of
/// full-scale channels could clip, all rows are scaled by one factor, so that the balance holds. Same layout:
/// identity, bit for bit.
class ChannelMapper {
  public:
    ChannelMapper(const ChannelLayout& from, const ChannelLayout& to, LfePolicy lfe);

    bool isIdentity() const { return m_identity; }
    /// `in` holds `frames` frames of the source layout, `out` has room for as many of the target layout. No
    /// overlap.
    void process(const float* in, float* out, uint32_t frames) const;

  private:
    uint32_t m_inChannels;
    uint32_t m_outChannels;
    bool m_identity;
    std::array<std::array<float, kMaxChannels>, kMaxChannels> m_matrix{}; ///< [out][in]
};

} // namespace stellatune
