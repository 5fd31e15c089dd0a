#include "equalizer.h"

namespace stellatune::equalizer {

Equalizer::Equalizer(uint32_t sampleRate, uint32_t channels, const Settings& settings)
    : m_sampleRate(sampleRate), m_chain(channels)
{
    const ChainParameters parameters = chainFor(settings, m_sampleRate);
    m_chain.set(parameters);
    m_tail = tailOf(parameters);
}

void Equalizer::apply(const Settings& settings)
{
    constexpr uint32_t kGlidesPerSecond = 33; // 30 ms
    const ChainParameters parameters = chainFor(settings, m_sampleRate);
    m_chain.glideTo(parameters, m_sampleRate / kGlidesPerSecond);
    m_tail = tailOf(parameters);
}

} // namespace stellatune::equalizer
