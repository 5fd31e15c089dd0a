#include "engine/decode/conversion.h"

#include "engine/audio/sample_check.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace stellatune {

namespace {

constexpr uint32_t kResampledFrames = 8192;

} // namespace

bool canJoin(const AudioFormat& next, const ConversionRules& rules)
{
    if (rules.fixedFormat)
        return true;
    if (next.sampleRate != rules.requested.sampleRate)
        return false;
    const bool monoFits = next.channels() == 1 && rules.opened.channels() >= 2;
    return next.layout == rules.requested.layout || next.layout == rules.opened.layout || monoFits;
}

Result<std::unique_ptr<Conversion>> Conversion::create(const AudioFormat& from, const ConversionRules& rules,
                                                       DspRack& dsp, uint64_t preRoll, uint64_t overlap)
{
    std::unique_ptr<Resampler> resampler;
    if (from.sampleRate != rules.opened.sampleRate) {
        auto made = Resampler::create(from.sampleRate, rules.opened.sampleRate, rules.opened.channels(),
                                      rules.quality);
        if (!made)
            return made.error();
        resampler = std::move(made).value();
    }
    return std::unique_ptr<Conversion>(
        new Conversion(from, rules, std::move(resampler), dsp, preRoll, overlap));
}

Conversion::Conversion(const AudioFormat& from, const ConversionRules& rules,
                       std::unique_ptr<Resampler> resampler, DspRack& dsp, uint64_t preRoll, uint64_t overlap)
    : m_from(from), m_to(rules.opened), m_mapper(from.layout, rules.opened.layout, rules.lfe),
      m_resampler(std::move(resampler)), m_before(dsp.beforeMapping()), m_after(dsp.afterMapping()),
      m_source(size_t{kBlockFrames} * from.channels()), m_preRoll(preRoll),
      m_overlap(std::min(overlap, scaled(preRoll))), m_toDrop(scaled(preRoll) - m_overlap)
{
    if (remixes())
        m_mapped.resize(size_t{kBlockFrames} * m_to.channels());
    if (resamples())
        m_resampled.resize(size_t{kResampledFrames} * m_to.channels());
    m_before.begin(m_from);
    if (m_after.hasEnded())
        m_after.begin(m_to);
}

void Conversion::push(uint32_t frames, float gain)
{
    assert(m_pending.empty() && frames <= kBlockFrames);
    const std::span<float> samples = std::span(m_source).first(size_t{frames} * m_from.channels());
    if (gain != 1.0F) {
        for (float& sample : samples)
            sample *= gain;
    }
    silenceWhatIsNoNumber(samples);
    const uint64_t preRoll = std::min<uint64_t>(m_preRoll, frames);
    m_preRoll -= preRoll;
    m_framesIn += frames - preRoll;
    map(m_before.process(m_source.data(), frames));
}

/// From m_source to m_pending.
void Conversion::map(uint32_t frames)
{
    if (remixes()) {
        m_mapper.process(m_source.data(), m_mapped.data(), frames);
        m_pending = std::span(m_mapped).first(size_t{frames} * m_to.channels());
    } else {
        m_pending = std::span(m_source).first(size_t{frames} * m_from.channels());
    }
}

void Conversion::endInput(bool endsRing)
{
    m_ended = true;
    m_endsRing = m_endsRing || endsRing;
}

std::span<const float> Conversion::pull()
{
    const auto tillEnd = [this](bool hasEnded) {
        if (!hasEnded)
            return DspChain::End::None;
        return m_endsRing ? DspChain::End::WithTail : DspChain::End::Cut;
    };
    for (;;) {
        if (std::span<float> block = resample(); !block.empty()) {
            block = dropPreRoll(block);
            const auto frames = static_cast<uint32_t>(block.size() / m_to.channels());
            const uint32_t given = frames > 0 ? m_after.process(block.data(), frames) : 0;
            if (given > 0)
                return block.first(size_t{given} * m_to.channels());
        } else if (const uint32_t held = m_before.giveHeld(m_source.data(), kBlockFrames, tillEnd(m_ended))) {
            map(held);
        } else if (m_ended && !m_isFlushed) {
            m_isFlushed = true; // now the resampler may end
        } else {
            const std::span<float> spare = spareBuffer();
            const uint32_t given = m_after.giveHeld(spare.data(), kBlockFrames, tillEnd(m_endsRing));
            return spare.first(size_t{given} * m_to.channels());
        }
    }
}

/// The next stretch at the device's rate.
std::span<float> Conversion::resample()
{
    if (!m_resampler)
        return std::exchange(m_pending, {});
    // The chain takes no longer blocks than others.
    const std::span<float> room = m_after.isEmpty()
                                      ? m_resampled
                                      : std::span(m_resampled).first(size_t{kBlockFrames} * m_to.channels());
    while (m_isFlushed || !m_pending.empty()) {
        const auto [consumed, produced] = m_resampler->process(m_pending, room, m_isFlushed);
        m_pending = m_pending.subspan(size_t{consumed} * m_to.channels());
        if (produced > 0)
            return room.first(size_t{produced} * m_to.channels());
        if (consumed == 0)
            break;
    }
    return {};
}

/// In the device's format, for kBlockFrames, while nothing is pending.
std::span<float> Conversion::spareBuffer()
{
    if (resamples())
        return m_resampled;
    return remixes() ? m_mapped : m_source;
}

std::span<float> Conversion::dropPreRoll(std::span<float> block)
{
    const uint64_t dropped = std::min<uint64_t>(m_toDrop, block.size() / m_to.channels());
    m_toDrop -= dropped;
    m_framesMade += block.size() / m_to.channels() - dropped;
    return block.subspan(static_cast<size_t>(dropped) * m_to.channels());
}

uint64_t Conversion::framesHeld() const
{
    const uint64_t toCome = framesOut() + m_overlap;
    return toCome - std::min(toCome, m_framesMade);
}

uint64_t Conversion::framesOut() const
{
    return scaled(m_framesIn);
}

/// At the device's rate.
uint64_t Conversion::scaled(uint64_t frames) const
{
    if (!m_resampler)
        return frames;
    return (frames * m_to.sampleRate + m_from.sampleRate / 2) / m_from.sampleRate;
}

} // namespace stellatune
