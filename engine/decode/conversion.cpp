#include "engine/decode/conversion.h"

#include <cassert>

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

Result<std::unique_ptr<Conversion>> Conversion::create(const AudioFormat& from, const ConversionRules& rules)
{
    std::unique_ptr<Resampler> resampler;
    if (from.sampleRate != rules.opened.sampleRate) {
        auto made = Resampler::create(from.sampleRate, rules.opened.sampleRate, rules.opened.channels(),
                                      rules.quality);
        if (!made)
            return made.error();
        resampler = std::move(made).value();
    }
    return std::unique_ptr<Conversion>(new Conversion(from, rules, std::move(resampler)));
}

Conversion::Conversion(const AudioFormat& from, const ConversionRules& rules,
                       std::unique_ptr<Resampler> resampler)
    : m_from(from), m_to(rules.opened), m_mapper(from.layout, rules.opened.layout, rules.lfe),
      m_resampler(std::move(resampler)), m_source(size_t{kBlockFrames} * from.channels())
{
    if (remixes())
        m_mapped.resize(size_t{kBlockFrames} * m_to.channels());
    if (resamples())
        m_resampled.resize(size_t{kResampledFrames} * m_to.channels());
}

void Conversion::push(uint32_t frames, float gain)
{
    assert(m_pending.empty() && frames <= kBlockFrames);
    const std::span<float> source(m_source.data(), size_t{frames} * m_from.channels());
    if (gain != 1.0F) {
        for (float& sample : source)
            sample *= gain;
    }
    if (remixes()) {
        m_mapper.process(source.data(), m_mapped.data(), frames);
        m_pending = {m_mapped.data(), size_t{frames} * m_to.channels()};
    } else {
        m_pending = source;
    }
    m_framesIn += frames;
}

void Conversion::endInput()
{
    m_ended = true;
}

std::span<const float> Conversion::pull()
{
    if (!m_resampler)
        return std::exchange(m_pending, {});
    while (m_ended || !m_pending.empty()) {
        const auto [consumed, produced] = m_resampler->process(m_pending, m_resampled, m_ended);
        m_pending = m_pending.subspan(size_t{consumed} * m_to.channels());
        if (produced > 0)
            return {m_resampled.data(), size_t{produced} * m_to.channels()};
        if (consumed == 0)
            break;
    }
    return {};
}

uint64_t Conversion::framesOut() const
{
    if (!m_resampler)
        return m_framesIn;
    return (m_framesIn * m_to.sampleRate + m_from.sampleRate / 2) / m_from.sampleRate;
}

} // namespace stellatune
