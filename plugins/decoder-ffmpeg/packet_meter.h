// How many frames of sound a packet decodes to, without decoding it.
#pragma once

#include "ffmpeg_api.h"

#include <cstdint>
#include <optional>

namespace stellatune::ffmpeg {

/// For one track, fed with its packets in order.
class PacketMeter {
  public:
    /// `firstLength` is what the first packet that gave sound decoded to, after `silentPackets` that gave
    /// none.
    PacketMeter(const AVCodecParameters& track, uint32_t firstLength, uint32_t silentPackets);

    /// None: the codec does not say.
    std::optional<uint32_t> lengthOf(const AVPacket& packet);
    /// Frames that the decoder still holds after the last packet.
    uint32_t heldBack() const;
    /// The last packet may be shorter than lengthOf() says.
    bool isLastOpen() const { return m_isFixed; }

  private:
    std::optional<uint32_t> parsedLength(const AVPacket& packet);

    const AVCodecParameters& m_track;
    const uint32_t m_firstLength;
    uint32_t m_silentPackets;
    bool m_isFirst = true;
    bool m_isFixed;                ///< all packets but the last are as long as the first
    CodecContextPointer m_context; ///< what the parser asks for; never opened
    ParserPointer m_parser;
};

} // namespace stellatune::ffmpeg
