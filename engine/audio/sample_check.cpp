#include "engine/audio/sample_check.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace stellatune {

/// In integers, because the compiler makes vectors of that.
bool areAllNumbers(std::span<const float> samples)
{
    constexpr uint32_t kMagnitude = 0x7FFFFFFF;
    constexpr uint32_t kInfinity = 0x7F800000;
    uint32_t largest = 0;
    for (const float& sample : samples) {
        uint32_t bits = 0;
        std::memcpy(&bits, &sample, sizeof bits);
        largest = std::max(largest, bits & kMagnitude);
    }
    return largest < kInfinity;
}

void silenceWhatIsNoNumber(std::span<float> samples)
{
    if (areAllNumbers(samples))
        return;
    std::replace_if(
        samples.begin(), samples.end(), [](float sample) { return !std::isfinite(sample); }, 0.0F);
}

} // namespace stellatune
