#include "quantiser.h"

#include <cmath>

namespace stellatune::filesink {

Quantiser::Quantiser(uint32_t bits, bool dither)
    : m_scale(static_cast<double>(int32_t{1} << (bits - 1))), m_dither(dither)
{}

bool Quantiser::convertExactly(std::span<const float> samples, std::span<int32_t> integers) const
{
    for (size_t i = 0; i < samples.size(); ++i) {
        const double scaled = static_cast<double>(samples[i]) * m_scale;
        if (!(scaled >= -m_scale && scaled < m_scale)) // false for what is not a number, too
            return false;
        integers[i] = static_cast<int32_t>(scaled);
        if (static_cast<double>(integers[i]) != scaled)
            return false;
    }
    return true;
}

void Quantiser::convert(std::span<const float> samples, std::span<int32_t> integers)
{
    if (convertExactly(samples, integers))
        return;
    for (size_t i = 0; i < samples.size(); ++i) {
        if (std::isnan(samples[i])) {
            integers[i] = 0;
            continue;
        }
        const double scaled = static_cast<double>(samples[i]) * m_scale;
        const double first = m_dither ? nextUniform() : 0.0;
        const double noise = m_dither ? first - nextUniform() : 0.0; // triangular, -1 to 1 step
        const double highest = m_scale - 1.0;
        double rounded = std::nearbyint(scaled + noise);
        if (rounded > highest || rounded < -m_scale) {
            // Dither that lifts a sample over the edge is no fault of the music.
            m_clipped += scaled > highest + 0.5 || scaled < -m_scale - 0.5 ? 1 : 0;
            rounded = rounded > highest ? highest : -m_scale;
        }
        integers[i] = static_cast<int32_t>(rounded);
    }
}

double Quantiser::nextUniform()
{
    m_random ^= m_random << 13;
    m_random ^= m_random >> 7;
    m_random ^= m_random << 17;
    return static_cast<double>(m_random >> 11) * 0x1p-53;
}

} // namespace stellatune::filesink
