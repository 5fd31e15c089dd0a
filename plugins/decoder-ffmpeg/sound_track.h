// One sound track decoded to interleaved float, from its exact first to its exact last frame.
#pragma once

#include "container.h"
#include "decimator.h"
#include "ffmpeg_api.h"
#include "packet_source.h"

#include <pluginapi/sdk/stream.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace stellatune::ffmpeg {

/// Owned by one thread. Failures are sdk::Error. Frames count from the first that is meant to be heard.
///
/// Inside, every decoded frame has a place on the container's clock. Whatever comes before the place that is
/// to be delivered next is dropped: the encoder's delay, the pre-roll of a jump, stretches that come twice.
/// Whatever is missing there is delivered as silence: packets that were damaged. So a place means the same
/// whichever way it was reached. The samples depend on the last jump, and on nothing before it.
class SoundTrack {
  public:
    SoundTrack(sdk::Stream stream, std::string_view path, std::string_view extension, uint32_t subsong);

    uint32_t sampleRate() const;
    uint32_t channels() const { return m_channels; }
    /// ST_SPEAKER_..., or 0 for the usual speakers.
    uint32_t channelMask() const { return m_channelMask; }
    /// As delivered, when the file is sound; none when that cannot be known.
    std::optional<uint64_t> frames() const;
    const AVCodecContext& codec() const { return *m_codec; }
    const Container& container() const { return m_container; }

    /// Fills whole frames from the front; fewer than fit means the end.
    uint32_t read(std::span<float> interleaved);
    /// The next read() starts at exactly `frame`, or at the end when that lies before it.
    uint64_t seek(uint64_t frame);

  private:
    static uint32_t maskOf(const AVChannelLayout& layout);
    void openCodec();
    void decodeFirst();
    void findStart();
    void findEnd();
    void measureLastPacket();
    void restart();

    uint32_t readDirect(std::span<float> interleaved);
    uint32_t readDecimated(std::span<float> interleaved);
    void seekTo(int64_t place);
    void jumpTo(int64_t place);
    void dropUntil(int64_t place);
    bool land(int64_t target, int64_t preRollFrames);
    bool nextFrame();
    bool decode();
    bool feed();
    bool fits(const AVFrame& frame);
    bool accept();

    Container m_container;
    PacketSource m_source; ///< refers to m_container
    CodecContextPointer m_codec;
    PacketPointer m_packet;
    FramePointer m_frame;
    uint32_t m_rate = 0; ///< of the decoded sound, before decimation
    uint32_t m_channels = 0;
    uint32_t m_channelMask = 0;
    std::unique_ptr<Decimator> m_decimator; ///< null unless the rate is above what the host takes
    std::vector<float> m_undecimated;

    uint32_t m_firstLength = 0;       ///< frames in the first decoded AVFrame
    uint32_t m_silentPackets = 0;     ///< packets before it that gave none
    int64_t m_first = 0;              ///< the place of the first that is decoded
    int64_t m_origin = 0;             ///< the place of frame 0
    int64_t m_end = INT64_MAX;        ///< the place behind the last frame
    std::optional<uint64_t> m_length; ///< m_end - m_origin as of opening
    int64_t m_out = 0;                ///< the place to be delivered next
    int64_t m_decoded = 0;            ///< the place behind m_frame, where the next one is expected
    int m_frameOffset = 0;            ///< first frame of m_frame not yet delivered
    int m_frameLeft = 0;              ///< and how many there are from there
    int64_t m_silence = 0;            ///< to be delivered before them
    /// After a jump: frames of packets up to here may lack what came before them.
    int64_t m_unreliableUntil = INT64_MIN;
    uint64_t m_foreign = 0;      ///< frames in a row of another format
    bool m_hasFailed = false;    ///< a packet could not be decoded since the last frame
    bool m_isDrained = false;    ///< the decoder was told that no packet follows
    bool m_isLost = false;       ///< a jump failed half way: no place is known until one succeeds
    bool m_isContinuous = false; ///< m_decoded is where m_frame ended, not a guess
};

} // namespace stellatune::ffmpeg
