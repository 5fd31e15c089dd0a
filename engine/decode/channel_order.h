// From a codec's order of speakers to the engine's.
#pragma once

#include "engine/audio/format.h"

#include <array>
#include <cstdint>

namespace stellatune {

/// Puts interleaved frames into ascending order of Speaker, which is the order of WAV and of
/// ChannelLayout::standard.
class ChannelOrder {
  public:
    /// Frames that come in `coded` order.
    explicit ChannelOrder(const ChannelLayout& coded);
    /// Vorbis and Opus: 3 L C R, 5 L C R BL BR, 6 L C R BL BR LFE, 7 L C R SL SR BC LFE, 8 L C R SL SR BL BR
    /// LFE.
    static ChannelOrder xiph(uint32_t channels);

    /// The speakers in the order that apply() leaves.
    const ChannelLayout& layout() const { return m_layout; }
    /// For each channel of layout(), where the codec has it.
    uint32_t source(uint32_t channel) const { return m_source[channel]; }
    void apply(float* interleaved, uint64_t frames) const;

  private:
    ChannelLayout m_layout;
    std::array<uint8_t, kMaxChannels> m_source{};
    bool m_identity = true;
};

} // namespace stellatune
