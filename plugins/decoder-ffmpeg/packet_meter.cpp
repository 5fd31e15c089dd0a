#include "packet_meter.h"

#include <utility>

namespace stellatune::ffmpeg {

namespace {

/// Codecs whose packets all decode to the same length by design.
bool hasFixedLength(AVCodecID codec)
{
    switch (codec) {
    case AV_CODEC_ID_AAC:
    case AV_CODEC_ID_MP2:
    case AV_CODEC_ID_MP3:
    case AV_CODEC_ID_AC3:
    case AV_CODEC_ID_EAC3:
    case AV_CODEC_ID_DTS:
    case AV_CODEC_ID_ALAC:
    case AV_CODEC_ID_TTA:
    case AV_CODEC_ID_AMR_NB:
    case AV_CODEC_ID_AMR_WB:
    case AV_CODEC_ID_GSM:
    case AV_CODEC_ID_GSM_MS:
    case AV_CODEC_ID_SPEEX:
    case AV_CODEC_ID_COOK:
    case AV_CODEC_ID_SIPR:
    case AV_CODEC_ID_RA_144:
    case AV_CODEC_ID_RA_288:
    case AV_CODEC_ID_ATRAC3:
    case AV_CODEC_ID_ATRAC3P:
        return true;
    default:
        return false;
    }
}

bool isWma(AVCodecID codec)
{
    return codec == AV_CODEC_ID_WMAV1 || codec == AV_CODEC_ID_WMAV2;
}

uint32_t wmaFrameLength(const AVCodecParameters& track)
{
    if (track.sample_rate <= 16'000)
        return 512;
    const bool isShort =
        track.sample_rate <= 22'050 || (track.sample_rate <= 32'000 && track.codec_id == AV_CODEC_ID_WMAV1);
    return isShort ? 1024 : 2048;
}

/// Flag in WMA's codec data: packets hold several frames, the first of which began in the packet before.
bool usesBitReservoir(const AVCodecParameters& track)
{
    if (track.codec_id == AV_CODEC_ID_WMAV1)
        return track.extradata_size >= 4 && (AV_RL16(track.extradata + 2) & 2) != 0;
    return track.extradata_size >= 6 && (AV_RL16(track.extradata + 4) & 2) != 0;
}

} // namespace

PacketMeter::PacketMeter(const AVCodecParameters& track, uint32_t firstLength, uint32_t silentPackets)
    : m_track(track), m_firstLength(firstLength), m_silentPackets(silentPackets),
      m_isFixed(hasFixedLength(track.codec_id))
{
    if (m_isFixed)
        return;
    m_context = allocated(CodecContextPointer(avcodec_alloc_context3(nullptr)));
    if (avcodec_parameters_to_context(m_context.get(), &track) < 0)
        throw std::bad_alloc();
    m_parser.reset(av_parser_init(track.codec_id));
    if (m_parser)
        m_parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
}

std::optional<uint32_t> PacketMeter::lengthOf(const AVPacket& packet)
{
    // The parser sees every packet, because some measure against the one before.
    const std::optional<uint32_t> parsed = m_parser ? parsedLength(packet) : std::nullopt;
    if (m_silentPackets > 0) {
        --m_silentPackets;
        return 0;
    }
    if (m_isFixed)
        return m_firstLength;
    if (parsed)
        return parsed;
    if (isWma(m_track.codec_id)) {
        if (!usesBitReservoir(m_track))
            return wmaFrameLength(m_track);
        // Four bits of packet number, then four that count the frames, of which the very first packet lacks
        // the one that would have begun before it.
        const uint32_t frames = packet.size > 0 ? packet.data[0] & 0x0FU : 0;
        const uint32_t missing = std::exchange(m_isFirst, false) && frames > 0 ? 1 : 0;
        return (frames - missing) * wmaFrameLength(m_track);
    }
    if (m_track.codec_id == AV_CODEC_ID_MUSEPACK8 && m_track.extradata_size >= 2)
        return 1152U << ((m_track.extradata[1] & 3U) * 2U); // but for the last, whose end the header tells
    if (m_track.codec_id == AV_CODEC_ID_WAVPACK && packet.size >= 24)
        return AV_RL32(packet.data + 20); // the block's own count
    AVCodecParameters track = m_track;
    const int duration = av_get_audio_frame_duration2(&track, packet.size);
    return duration > 0 ? std::optional(static_cast<uint32_t>(duration)) : std::nullopt;
}

std::optional<uint32_t> PacketMeter::parsedLength(const AVPacket& packet)
{
    uint8_t* data = nullptr;
    int size = 0;
    m_parser->duration = 0;
    av_parser_parse2(m_parser.get(), m_context.get(), &data, &size, packet.data, packet.size, packet.pts,
                     packet.dts, packet.pos);
    return m_parser->duration > 0 ? std::optional(static_cast<uint32_t>(m_parser->duration)) : std::nullopt;
}

uint32_t PacketMeter::heldBack() const
{
    return isWma(m_track.codec_id) ? wmaFrameLength(m_track) : 0;
}

} // namespace stellatune::ffmpeg
