#include "sound_track.h"

#include "codec_traits.h"
#include "header_lengths.h"
#include "mp4_timing.h"
#include "sample_conversion.h"

#include <pluginapi/abi/decoder.h>
#include <pluginapi/sdk/error.h>

#include <algorithm>
#include <string>
#include <utility>

namespace stellatune::ffmpeg {

namespace {

constexpr uint32_t kLowestRate = 8'000;
constexpr uint32_t kHighestRate = 192'000;
constexpr int kMostChannels = 8;
/// Packets without a sound after which a file is given up at opening.
constexpr int kMostSilentPackets = 2'000;
/// Frames put through the decimator at once.
constexpr uint32_t kDecimatedBlock = 4'096;
/// Failed calls to a decoder that has been told to end, after which it has ended.
constexpr int kMostFailuresAtEnd = 64;

/// What the decoder takes for the encoder's delay and padding, in its own note on the frame.
struct Skip {
    uint32_t start = 0;
    uint32_t end = 0;
};

Skip skipOf(const AVFrame& frame)
{
    const AVFrameSideData* const data = av_frame_get_side_data(&frame, AV_FRAME_DATA_SKIP_SAMPLES);
    if (data == nullptr || data->size < 8)
        return {};
    return {AV_RL32(data->data), AV_RL32(data->data + 4)};
}

bool isMadeByLavf(const AVFormatContext& format)
{
    const AVDictionaryEntry* const encoder = av_dict_get(format.metadata, "encoder", nullptr, 0);
    return encoder != nullptr && std::string_view(encoder->value).substr(0, 4) == "Lavf";
}

} // namespace

SoundTrack::SoundTrack(sdk::Stream stream, std::string_view path, std::string_view extension,
                       uint32_t subsong)
    : m_container(stream, path, extension, subsong), m_source(m_container),
      m_packet(allocated(PacketPointer(av_packet_alloc()))),
      m_frame(allocated(FramePointer(av_frame_alloc())))
{
    openCodec();
    decodeFirst();
    // Reading a file from end to end is for files that are near.
    const bool isFar = path.find("://") != std::string_view::npos;
    const bool isSurveyed = m_source.wantsSurvey() && !isFar;
    if (isSurveyed) {
        m_source.survey(m_firstLength, m_silentPackets);
        if (m_source.openLastPacket() != nullptr && isRepeatable(*m_codec))
            measureLastPacket();
    }
    findStart();
    findEnd();
    m_out = m_origin;
    if (isSurveyed)
        restart();
    else
        accept();
    if (m_end != INT64_MAX)
        m_length = static_cast<uint64_t>(m_end - m_origin);
    if (m_rate > kHighestRate) {
        m_decimator = std::make_unique<Decimator>(m_channels, (m_rate + kHighestRate - 1) / kHighestRate);
        m_undecimated.resize(size_t{kDecimatedBlock} * m_channels);
    }
}

void SoundTrack::openCodec()
{
    const AVCodecParameters& track = *m_container.track().codecpar;
    const AVCodec* const codec = avcodec_find_decoder(track.codec_id);
    if (codec == nullptr)
        throw sdk::Error(ST_ERR_UNSUPPORTED,
                         m_container.name() + " is coded in a way that FFmpeg cannot decode.");
    CodecContextPointer context = allocated(CodecContextPointer(avcodec_alloc_context3(codec)));
    if (avcodec_parameters_to_context(context.get(), &track) < 0)
        throw std::bad_alloc();
    context->thread_count = 1;
    context->flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL;
    context->pkt_timebase = m_container.track().time_base;
    const int opened = avcodec_open2(context.get(), codec, nullptr);
    if (opened == AVERROR(ENOMEM))
        throw std::bad_alloc();
    if (opened < 0)
        throw sdk::Error(ST_ERR_CORRUPT,
                         m_container.name() + " cannot be decoded: " + describe(opened) + ".");
    m_codec = std::move(context);
}

void SoundTrack::decodeFirst()
{
    int packets = 0;
    int status = AVERROR(EAGAIN);
    while (status != 0 && packets < kMostSilentPackets) {
        status = avcodec_receive_frame(m_codec.get(), m_frame.get());
        if (status == AVERROR_EOF)
            break;
        if (status == 0)
            continue;
        if (!feed())
            break;
        ++packets;
    }
    const std::string& name = m_container.name();
    if (status != 0)
        throw sdk::Error(ST_ERR_CORRUPT, name + " holds no sound that can be decoded.");
    const int channels = m_frame->ch_layout.nb_channels;
    if (channels < 1 || channels > kMostChannels)
        throw sdk::Error(ST_ERR_UNSUPPORTED,
                         name + " has " + std::to_string(channels) + " channels; at most 8 can be played.");
    if (!isConvertible(static_cast<AVSampleFormat>(m_frame->format)))
        throw sdk::Error(ST_ERR_UNSUPPORTED, name + " has samples of an unknown format.");
    const int rate = m_frame->sample_rate;
    if (rate < static_cast<int>(kLowestRate))
        throw sdk::Error(ST_ERR_UNSUPPORTED,
                         name + " has " + std::to_string(rate) + " Hz; at least 8,000 are needed.");
    m_channels = static_cast<uint32_t>(channels);
    m_channelMask = maskOf(m_frame->ch_layout);
    m_rate = static_cast<uint32_t>(rate);
    m_firstLength = static_cast<uint32_t>(m_frame->nb_samples);
    m_silentPackets = m_isDrained || packets == 0 ? 0 : static_cast<uint32_t>(packets - 1);
    // The place was counted at the container's rate, which is half of this for some AAC.
    if (m_frame->pts != AV_NOPTS_VALUE)
        m_frame->pts = av_rescale(m_frame->pts, rate, m_container.track().codecpar->sample_rate);
    m_source.setSampleRate(m_rate);
}

void SoundTrack::findStart()
{
    // After the survey places count from 0; so they do without any clock.
    const bool hasPlace =
        m_source.clock() == PacketSource::Clock::Timestamps && m_frame->pts != AV_NOPTS_VALUE;
    const int64_t first = hasPlace ? m_frame->pts : 0;
    uint32_t delay = skipOf(*m_frame).start;
    const AVCodecID id = m_codec->codec_id;
    if (id == AV_CODEC_ID_MUSEPACK7 || id == AV_CODEC_ID_MUSEPACK8)
        delay = kMusepackDelay;
    // FFmpeg's own WMA encoder delays by half of what its decoder supposes.
    if ((id == AV_CODEC_ID_WMAV1 || id == AV_CODEC_ID_WMAV2) && isMadeByLavf(m_container.format()))
        delay /= 2;
    // What an MP4 file places before zero is not to be heard, whether it calls that a delay or not.
    const bool isMov = std::string_view(m_container.format().iformat->name).substr(0, 3) == "mov";
    if (isMov && hasPlace && first + delay < 0)
        delay = static_cast<uint32_t>(std::min<int64_t>(-first, m_rate));
    m_first = first;
    m_origin = first + delay;
    m_decoded = first;
}

void SoundTrack::findEnd()
{
    const AVStream& track = m_container.track();
    const std::string_view format = m_container.format().iformat->name;
    AVIOContext& io = *m_container.io().context();
    // The header's word goes first, then what was counted, then what libavformat makes of the header.
    std::optional<uint64_t> frames;
    if (format.substr(0, 3) == "mpc") {
        frames = readMusepackLength(io);
    } else if (format == "dsf") {
        frames = readDsfLength(io);
    } else if (format.substr(0, 3) == "mov" && m_source.clock() == PacketSource::Clock::Timestamps) {
        const AVDictionaryEntry* const note =
            av_dict_get(m_container.format().metadata, "iTunSMPB", nullptr, 0);
        frames = note != nullptr ? parseItunesLength(note->value) : std::nullopt;
        if (!frames)
            frames = readMp4Length(io, track.id, m_rate);
    }
    if (frames && *frames < static_cast<uint64_t>(INT64_MAX / 4)) {
        m_end = m_origin + static_cast<int64_t>(*frames);
    } else if (m_source.end()) {
        m_end = std::max(*m_source.end(), m_origin);
    } else if (m_source.clock() == PacketSource::Clock::Timestamps && format.substr(0, 3) != "mpc" &&
               track.duration > 0) {
        m_end = std::max(m_first + m_source.toPlace(track.duration), m_origin);
    }
}

void SoundTrack::measureLastPacket()
{
    avcodec_flush_buffers(m_codec.get());
    const FramePointer frame = allocated(FramePointer(av_frame_alloc()));
    uint32_t length = 0;
    if (avcodec_send_packet(m_codec.get(), m_source.openLastPacket()) == 0 &&
        avcodec_receive_frame(m_codec.get(), frame.get()) == 0)
        length = static_cast<uint32_t>(frame->nb_samples);
    m_source.setLengthOfLastPacket(length);
}

uint32_t SoundTrack::sampleRate() const
{
    return m_decimator ? m_rate / m_decimator->factor() : m_rate;
}

uint32_t SoundTrack::maskOf(const AVChannelLayout& layout)
{
    constexpr uint64_t kKnown = ST_SPEAKER_FRONT_LEFT | ST_SPEAKER_FRONT_RIGHT | ST_SPEAKER_FRONT_CENTER |
                                ST_SPEAKER_LOW_FREQUENCY | ST_SPEAKER_BACK_LEFT | ST_SPEAKER_BACK_RIGHT |
                                ST_SPEAKER_BACK_CENTER | ST_SPEAKER_SIDE_LEFT | ST_SPEAKER_SIDE_RIGHT;
    // FFmpeg's bits are those of WAVE_FORMAT_EXTENSIBLE, and its decoders keep to their order.
    if (layout.order != AV_CHANNEL_ORDER_NATIVE || (layout.u.mask & ~kKnown) != 0)
        return 0;
    return static_cast<uint32_t>(layout.u.mask);
}

std::optional<uint64_t> SoundTrack::frames() const
{
    return m_length && m_decimator ? m_decimator->outputFrames(*m_length) : m_length;
}

uint32_t SoundTrack::read(std::span<float> interleaved)
{
    if (m_isLost)
        throw sdk::Error(ST_ERR_STATE, "The last jump in " + m_container.name() +
                                           " failed; only another one finds a place again.");
    return m_decimator ? readDecimated(interleaved) : readDirect(interleaved);
}

uint32_t SoundTrack::readDirect(std::span<float> interleaved)
{
    const auto wanted = static_cast<uint32_t>(interleaved.size() / m_channels);
    uint32_t done = 0;
    while (done < wanted && m_out < m_end) {
        if (m_silence == 0 && m_frameLeft == 0 && !nextFrame())
            break;
        float* const out = interleaved.data() + size_t{done} * m_channels;
        const int64_t room = std::min<int64_t>(wanted - done, m_end - m_out);
        if (m_silence > 0) {
            const int64_t count = std::min(room, m_silence);
            std::fill_n(out, count * m_channels, 0.0F);
            m_silence -= count;
            m_out += count;
            done += static_cast<uint32_t>(count);
        } else {
            const int count = static_cast<int>(std::min<int64_t>(room, m_frameLeft));
            interleave(*m_frame, static_cast<int>(m_channels), m_frameOffset, count, out);
            m_frameOffset += count;
            m_frameLeft -= count;
            m_out += count;
            done += static_cast<uint32_t>(count);
        }
    }
    return done;
}

uint32_t SoundTrack::readDecimated(std::span<float> interleaved)
{
    const auto wanted = static_cast<uint32_t>(interleaved.size() / m_channels);
    uint32_t done = 0;
    bool isEnded = false;
    while (true) {
        done += m_decimator->pull(interleaved.subspan(size_t{done} * m_channels));
        if (done == wanted || isEnded)
            return done;
        const uint32_t got = readDirect(m_undecimated);
        m_decimator->push(std::span<const float>(m_undecimated).first(size_t{got} * m_channels));
        if (got < kDecimatedBlock) {
            m_decimator->finish();
            isEnded = true;
        }
    }
}

uint64_t SoundTrack::seek(uint64_t frame)
{
    uint64_t reached = std::min(frame, frames().value_or(static_cast<uint64_t>(INT64_MAX / 64)));
    const uint64_t place = m_decimator ? m_decimator->firstInput(reached) : reached;
    seekTo(std::min(m_origin + static_cast<int64_t>(place), m_end));
    if (m_decimator)
        m_decimator->restart(reached);
    return reached;
}

void SoundTrack::seekTo(int64_t place)
{
    // Near ahead, and wherever nothing but reading forwards finds a place: the way is decoded and dropped.
    // Lossy codecs remember the way by which they came, so theirs is always the jump.
    const bool isCounting = m_source.clock() == PacketSource::Clock::Counting;
    const int64_t near = isCounting ? INT64_MAX : m_rate;
    const bool isAnyWay = isCounting || isRepeatable(*m_codec) || !m_container.canSeek();
    const bool isTorn = (m_container.io().forgive() && m_container.canSeek()) || m_isLost;
    if (place >= m_out && place - m_out <= near && isAnyWay && !isTorn) {
        dropUntil(place);
        return;
    }
    if (place == m_end) {
        m_silence = m_frameLeft = 0;
        m_out = place;
        m_isLost = false; // there is nothing to read, and every other place lies before this one
        return;
    }
    if (!m_container.canSeek())
        throw sdk::Error(ST_ERR_UNSUPPORTED, "This stream can only be read forwards.");
    m_isLost = true;
    jumpTo(place);
    m_isLost = false;
}

void SoundTrack::jumpTo(int64_t place)
{
    const int64_t before = preRoll(*m_codec, m_rate);
    for (int64_t further = 0; further <= 4 * int64_t{m_rate}; further += 2 * int64_t{m_rate}) {
        if (place - before - further > m_origin && land(place, before + further))
            return;
    }
    restart();
    m_out = place;
}

void SoundTrack::dropUntil(int64_t place)
{
    int64_t drop = place - m_out;
    const int64_t silence = std::min(drop, m_silence);
    m_silence -= silence;
    drop -= silence;
    const int sound = static_cast<int>(std::min<int64_t>(drop, m_frameLeft));
    m_frameOffset += sound;
    m_frameLeft -= sound;
    m_out = place;
}

/// Jumps to before `target` and decodes up to it. False when that did not lead there.
bool SoundTrack::land(int64_t target, int64_t preRollFrames)
{
    const std::optional<int64_t> landed = m_source.seek(target - preRollFrames);
    if (!landed)
        return false;
    if (isRepeatable(*m_codec))
        avcodec_flush_buffers(m_codec.get());
    else
        openCodec(); // a flush leaves the state of the noise that AAC and AC-3 draw
    m_isDrained = m_hasFailed = m_isContinuous = false;
    m_frameLeft = 0;
    m_silence = 0;
    m_decoded = *landed;
    m_unreliableUntil = isRepeatable(*m_codec) ? INT64_MIN : *landed;
    m_out = target;
    // Silence means that the first sound comes too late.
    return nextFrame() && m_silence == 0;
}

void SoundTrack::restart()
{
    m_source.restart();
    openCodec(); // some decoders keep a trace of the past when they are only flushed
    m_isDrained = m_hasFailed = m_isContinuous = false;
    m_frameLeft = 0;
    m_silence = 0;
    m_decoded = m_first;
    m_unreliableUntil = INT64_MIN;
}

/// Decodes until there is something to deliver. False at the end.
bool SoundTrack::nextFrame()
{
    while (m_out < m_end && decode()) {
        if (fits(*m_frame) && accept())
            return true;
    }
    return false;
}

/// The next frame into m_frame, wherever it belongs.
bool SoundTrack::decode()
{
    for (int failuresAtEnd = 0; failuresAtEnd < kMostFailuresAtEnd;) {
        const int status = avcodec_receive_frame(m_codec.get(), m_frame.get());
        if (status == 0)
            return true;
        if (status == AVERROR_EOF)
            return false;
        if (status == AVERROR(ENOMEM))
            throw std::bad_alloc();
        if (status != AVERROR(EAGAIN))
            m_hasFailed = true;
        if (m_isDrained)
            ++failuresAtEnd;
        else
            feed();
    }
    return false;
}

/// Gives the decoder the next packet, or tells it that there is none. False when it knew that already.
bool SoundTrack::feed()
{
    if (m_isDrained)
        return false;
    if (!m_source.next(*m_packet)) {
        m_isDrained = true;
        avcodec_send_packet(m_codec.get(), nullptr);
        return true;
    }
    const int status = avcodec_send_packet(m_codec.get(), m_packet.get());
    if (status == AVERROR(ENOMEM))
        throw std::bad_alloc();
    if (status < 0 && status != AVERROR(EAGAIN))
        m_hasFailed = true; // damage, which is stepped over
    return true;
}

bool SoundTrack::fits(const AVFrame& frame)
{
    const bool isSame = frame.sample_rate == static_cast<int>(m_rate) &&
                        frame.ch_layout.nb_channels == static_cast<int>(m_channels) &&
                        isConvertible(static_cast<AVSampleFormat>(frame.format));
    // A little of another format is damage that looks like sound.
    m_foreign = isSame ? 0 : m_foreign + static_cast<uint64_t>(std::max(frame.nb_samples, 0));
    if (m_foreign > m_rate)
        throw sdk::Error(ST_ERR_UNSUPPORTED,
                         m_container.name() + " changes to " + std::to_string(frame.sample_rate) +
                             " Hz and " + std::to_string(frame.ch_layout.nb_channels) +
                             " channels on its way; what follows cannot be played as the same track.");
    return isSame;
}

/// Finds the place of m_frame and what of it is to be delivered. False: nothing.
bool SoundTrack::accept()
{
    if (m_frame->pts != AV_NOPTS_VALUE && m_frame->pts <= m_unreliableUntil)
        return false;
    if (m_frame->pts == AV_NOPTS_VALUE && m_unreliableUntil != INT64_MIN)
        return false;
    m_unreliableUntil = INT64_MIN;

    // A survey that is wrong without any damage to explain it has mistaken the codec.
    if (m_source.clock() == PacketSource::Clock::Packets && m_isContinuous && !m_hasFailed &&
        m_frame->pts != AV_NOPTS_VALUE && m_frame->pts != m_decoded) {
        m_source.distrustSurvey();
        m_end = INT64_MAX;
    }
    const bool hasPlace = m_frame->pts != AV_NOPTS_VALUE && m_source.clock() != PacketSource::Clock::Counting;
    const int64_t place = hasPlace ? m_frame->pts : m_decoded;
    m_hasFailed = false;
    m_isContinuous = true;

    m_decoded = place + m_frame->nb_samples;
    int64_t last = m_decoded;
    if (m_end == INT64_MAX)
        last -= std::min<int64_t>(skipOf(*m_frame).end, m_frame->nb_samples);
    const int64_t first = std::max(place, m_out);
    if (first >= last)
        return false;
    // Only where the end is known is a gap known to be one.
    m_silence = m_end != INT64_MAX ? std::min(first, m_end) - m_out : 0;
    m_frameOffset = static_cast<int>(first - place);
    m_frameLeft = static_cast<int>(last - first);
    if (m_end == INT64_MAX)
        m_out = first;
    return true;
}

} // namespace stellatune::ffmpeg
