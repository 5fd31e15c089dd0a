#include "packet_source.h"

#include "packet_meter.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stellatune::ffmpeg {

namespace {

/// Demuxers whose timestamps are exact, after a jump too, where their clock is fine enough.
constexpr std::array<std::string_view, 10> kExactDemuxers = {
    "ape", "dsf", "flac", "iff", "mov,mp4,m4a,3gp,3g2,mj2", "mpc", "tak", "tta", "wsd", "wv"};
/// The same, for samples that are stored as they are.
constexpr std::array<std::string_view, 5> kPcmDemuxers = {"aiff", "au", "caf", "w64", "wav"};

/// Packets looked at after a jump for one that the survey knows.
constexpr int kMostStrangers = 64;

bool isExact(const Container& container, uint32_t sampleRate)
{
    const AVRational tick = container.track().time_base;
    const int64_t scaled = static_cast<int64_t>(sampleRate) * tick.num;
    if (scaled <= 0 || tick.den <= 0 || sampleRate > INT32_MAX ||
        (scaled % tick.den != 0 && tick.den % scaled != 0))
        return false;
    const std::string_view name = container.format().iformat->name;
    const AVCodecDescriptor* const codec = avcodec_descriptor_get(container.track().codecpar->codec_id);
    // Where the samples are not stored as they are, these guess by the bit rate.
    if (std::find(kPcmDemuxers.begin(), kPcmDemuxers.end(), name) != kPcmDemuxers.end())
        return codec != nullptr && std::string_view(codec->name).substr(0, 4) == "pcm_";
    return std::find(kExactDemuxers.begin(), kExactDemuxers.end(), name) != kExactDemuxers.end();
}

/// Frames at the end of the last packet that are padding.
uint32_t paddingOf(const AVPacket& packet)
{
    size_t size = 0;
    const uint8_t* const data = av_packet_get_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    return data != nullptr && size >= 8 ? AV_RL32(data + 4) : 0;
}

} // namespace

PacketSource::PacketSource(Container& container)
    : m_container(container),
      m_clock(isExact(container, static_cast<uint32_t>(container.track().codecpar->sample_rate))
                  ? Clock::Timestamps
                  : Clock::Counting),
      m_sampleRate(static_cast<uint32_t>(container.track().codecpar->sample_rate)),
      m_pending(allocated(PacketPointer(av_packet_alloc())))
{}

bool PacketSource::wantsSurvey() const
{
    return m_clock == Clock::Counting && m_container.canSeek() && !m_container.hasVideo();
}

int64_t PacketSource::timestampOf(const AVPacket& packet)
{
    return packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
}

int64_t PacketSource::toPlace(int64_t timestamp) const
{
    return av_rescale_q(timestamp, m_container.track().time_base, {1, static_cast<int>(m_sampleRate)});
}

bool PacketSource::take(AVPacket& packet)
{
    if (!m_hasPending)
        return m_container.read(packet);
    av_packet_unref(&packet);
    av_packet_move_ref(&packet, m_pending.get());
    m_hasPending = false;
    return true;
}

int64_t PacketSource::firstTimestamp() const
{
    return m_first && m_first->timestamp != AV_NOPTS_VALUE ? m_first->timestamp : 0;
}

void PacketSource::survey(uint32_t firstLength, uint32_t silentPackets)
{
    restart();
    PacketMeter meter(*m_container.track().codecpar, firstLength, silentPackets);
    const PacketPointer packet = allocated(PacketPointer(av_packet_alloc()));
    PacketPointer last = allocated(PacketPointer(av_packet_alloc()));
    int64_t place = 0;
    uint32_t padding = 0;
    bool isMeasured = true;
    while (isMeasured && take(*packet)) {
        const std::optional<uint32_t> length = meter.lengthOf(*packet);
        isMeasured = length.has_value();
        m_marks.push_back({timestampOf(*packet), packet->pos, place, packet->size});
        place += length.value_or(0);
        padding = paddingOf(*packet);
        av_packet_unref(last.get());
        av_packet_move_ref(last.get(), packet.get());
    }
    if (isMeasured && !m_marks.empty()) {
        m_clock = Clock::Packets;
        m_end = place + meter.heldBack() - padding;
        if (meter.isLastOpen() && padding == 0)
            m_lastPacket = std::move(last);
    } else {
        m_marks.clear();
    }
    m_marks.shrink_to_fit();
    restart();
}

void PacketSource::setLengthOfLastPacket(uint32_t frames)
{
    m_end = m_marks.back().place + frames;
    m_lastPacket.reset();
}

bool PacketSource::next(AVPacket& packet)
{
    if (!take(packet))
        return false;
    const int64_t timestamp = timestampOf(packet);
    if (!m_first)
        m_first = Mark{timestamp, packet.pos, 0, packet.size};
    packet.dts = AV_NOPTS_VALUE;
    if (m_clock == Clock::Timestamps)
        packet.pts = timestamp != AV_NOPTS_VALUE ? toPlace(timestamp) : AV_NOPTS_VALUE;
    else if (m_clock == Clock::Packets && m_nextMark < m_marks.size())
        packet.pts = m_marks[m_nextMark++].place;
    else
        packet.pts = AV_NOPTS_VALUE;
    return true;
}

bool PacketSource::matches(const Mark& mark, const AVPacket& packet) const
{
    return mark.size == packet.size && mark.position == packet.pos &&
           (mark.position >= 0 || mark.timestamp == timestampOf(packet));
}

/// Looks backwards from `last`, because jumps land at or before what was asked for. None when the packet is
/// unknown or could be several.
std::optional<size_t> PacketSource::findMark(const AVPacket& packet, size_t last) const
{
    const auto isTwin = [this](size_t i, size_t j) {
        return j < m_marks.size() && m_marks[i].position == m_marks[j].position &&
               (m_marks[i].timestamp == m_marks[j].timestamp || m_marks[i].timestamp == AV_NOPTS_VALUE);
    };
    for (size_t i = last + 1; i-- > 0;) {
        if (!matches(m_marks[i], packet))
            continue;
        if (isTwin(i, i + 1) || isTwin(i, i - 1))
            return std::nullopt;
        // Packets that share a block of the container share its position.
        const bool isShared = (i > 0 && m_marks[i - 1].position == m_marks[i].position) ||
                              (i + 1 < m_marks.size() && m_marks[i + 1].position == m_marks[i].position);
        if (!isShared || m_marks[i].timestamp == timestampOf(packet))
            return i;
    }
    return std::nullopt;
}

std::optional<int64_t> PacketSource::seek(int64_t place)
{
    m_hasPending = false;
    if (!m_container.canSeek())
        return std::nullopt;
    switch (m_clock) {
    case Clock::Timestamps:
        return seekByTimestamp(place);
    case Clock::Packets:
        return seekByMark(place);
    case Clock::Counting:
        break;
    }
    return std::nullopt;
}

std::optional<int64_t> PacketSource::seekByTimestamp(int64_t place)
{
    const AVRational rate = {1, static_cast<int>(m_sampleRate)};
    // Some demuxers land late: each try asks for an earlier place.
    for (int64_t back = 0; back <= 16 * int64_t{m_sampleRate}; back = back * 4 + m_sampleRate) {
        const int64_t timestamp =
            av_rescale_q_rnd(place - back, rate, m_container.track().time_base, AV_ROUND_DOWN);
        if (!m_container.seek(timestamp) || !m_container.read(*m_pending))
            return std::nullopt;
        const int64_t landed = timestampOf(*m_pending);
        if (landed != AV_NOPTS_VALUE && toPlace(landed) <= place) {
            m_hasPending = true;
            return toPlace(landed);
        }
    }
    return std::nullopt;
}

std::optional<int64_t> PacketSource::seekByMark(int64_t place)
{
    const auto after = std::upper_bound(m_marks.begin(), m_marks.end(), place,
                                        [](int64_t wanted, const Mark& mark) { return wanted < mark.place; });
    if (after == m_marks.begin())
        return std::nullopt;
    const auto wanted = static_cast<size_t>(after - m_marks.begin()) - 1;
    if (m_marks[wanted].timestamp == AV_NOPTS_VALUE || !m_container.seek(m_marks[wanted].timestamp))
        return std::nullopt;
    for (int strangers = 0; strangers < kMostStrangers; ++strangers) {
        if (!m_container.read(*m_pending))
            return std::nullopt;
        if (const std::optional<size_t> mark = findMark(*m_pending, wanted)) {
            m_nextMark = *mark;
            m_hasPending = true;
            return m_marks[*mark].place;
        }
    }
    return std::nullopt;
}

void PacketSource::restart()
{
    m_hasPending = false;
    m_nextMark = 0;
    // A jump to the start is cheap, but only some demuxers then give the very first packet again.
    if (m_first && m_first->timestamp != AV_NOPTS_VALUE && m_container.seek(m_first->timestamp) &&
        m_container.read(*m_pending) && matches(*m_first, *m_pending) &&
        timestampOf(*m_pending) == m_first->timestamp) {
        m_hasPending = true;
        return;
    }
    m_container.reopen();
}

} // namespace stellatune::ffmpeg
