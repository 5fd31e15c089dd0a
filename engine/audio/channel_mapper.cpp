#include "engine/audio/channel_mapper.h"

#include <algorithm>

namespace stellatune {

namespace {

constexpr double kMinus3Db = 0.70710678118654752440;
constexpr double kMinus10Db = 0.31622776601683793320;

/// What one source speaker contributes to each target channel.
using Column = std::array<double, kMaxChannels>;

/// Finds places in `to` for the speakers it lacks.
class FoldDown {
  public:
    FoldDown(const ChannelLayout& from, const ChannelLayout& to) : m_from(from), m_to(to) {}

    void place(Speaker speaker, double gain, Column& column) const
    {
        if (const auto channel = m_to.indexOf(speaker)) {
            column[*channel] += gain;
            return;
        }
        using enum Speaker;
        switch (speaker) {
        case FrontCenter:
            if (has(FrontLeft) || has(FrontRight))
                placePair(FrontLeft, FrontRight, gain * kMinus3Db, column);
            break;
        case FrontLeft:
        case FrontRight:
            if (has(FrontCenter))
                place(FrontCenter, gain * kMinus3Db, column);
            break;
        case BackLeft:
            placeSurround(SideLeft, FrontLeft, gain, column);
            break;
        case BackRight:
            placeSurround(SideRight, FrontRight, gain, column);
            break;
        case SideLeft:
            placeSurround(BackLeft, FrontLeft, gain, column);
            break;
        case SideRight:
            placeSurround(BackRight, FrontRight, gain, column);
            break;
        case BackCenter:
            if (has(BackLeft))
                placePair(BackLeft, BackRight, gain * kMinus3Db, column);
            else if (has(SideLeft))
                placePair(SideLeft, SideRight, gain * kMinus3Db, column);
            else
                placePair(FrontLeft, FrontRight, gain * 0.5, column);
            break;
        case LowFrequency:
            break;
        }
    }

    void placeLfe(LfePolicy policy, Column& column) const
    {
        if (const auto channel = m_to.indexOf(Speaker::LowFrequency)) {
            column[*channel] = 1.0;
            return;
        }
        if (policy == LfePolicy::Drop)
            return;
        const double gain = policy == LfePolicy::Mix ? kMinus10Db : kMinus3Db;
        if (has(Speaker::FrontLeft))
            placePair(Speaker::FrontLeft, Speaker::FrontRight, gain, column);
        else
            place(Speaker::FrontCenter, gain, column);
    }

    void placePair(Speaker left, Speaker right, double gain, Column& column) const
    {
        place(left, gain, column);
        place(right, gain, column);
    }

  private:
    bool has(Speaker speaker) const { return m_to.indexOf(speaker).has_value(); }

    /// Back and side stand in for each other: at full level where the stand-in has no signal of its own.
    void placeSurround(Speaker standIn, Speaker front, double gain, Column& column) const
    {
        if (has(standIn))
            place(standIn, m_from.indexOf(standIn) ? gain * kMinus3Db : gain, column);
        else if (has(Speaker::BackCenter))
            place(Speaker::BackCenter, gain * kMinus3Db, column);
        else
            place(front, gain * kMinus3Db, column);
    }

    const ChannelLayout& m_from;
    const ChannelLayout& m_to;
};

} // namespace

ChannelMapper::ChannelMapper(const ChannelLayout& from, const ChannelLayout& to, LfePolicy lfe)
    : m_inChannels(from.channels()), m_outChannels(to.channels()), m_identity(from == to)
{
    const bool isMono = from == ChannelLayout::standard(1);
    const bool hasFrontPair = to.indexOf(Speaker::FrontLeft) && to.indexOf(Speaker::FrontRight);
    const FoldDown foldDown(from, to);

    std::array<Column, kMaxChannels> columns{};
    for (uint32_t in = 0; in < m_inChannels; ++in) {
        if (from[in] == Speaker::LowFrequency)
            foldDown.placeLfe(lfe, columns[in]);
        else if (isMono && hasFrontPair)
            foldDown.placePair(Speaker::FrontLeft, Speaker::FrontRight, 1.0, columns[in]);
        else
            foldDown.place(from[in], 1.0, columns[in]);
    }

    // One factor for all rows, so that the balance between the speakers holds.
    double loudest = 1.0;
    for (uint32_t out = 0; out < m_outChannels; ++out) {
        double sum = 0.0;
        for (uint32_t in = 0; in < m_inChannels; ++in)
            sum += columns[in][out];
        loudest = std::max(loudest, sum);
    }
    for (uint32_t out = 0; out < m_outChannels; ++out)
        for (uint32_t in = 0; in < m_inChannels; ++in)
            m_matrix[out][in] = static_cast<float>(columns[in][out] / loudest);
}

void ChannelMapper::process(const float* in, float* out, uint32_t frames) const
{
    if (m_identity) {
        std::copy_n(in, size_t{frames} * m_inChannels, out);
        return;
    }
    for (uint32_t frame = 0; frame < frames; ++frame) {
        for (uint32_t target = 0; target < m_outChannels; ++target) {
            float sum = 0.0F;
            for (uint32_t source = 0; source < m_inChannels; ++source)
                sum += m_matrix[target][source] * in[source];
            out[target] = sum;
        }
        in += m_inChannels;
        out += m_outChannels;
    }
}

} // namespace stellatune
