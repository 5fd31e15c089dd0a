#include "engine/audio/volume.h"

#include <algorithm>

namespace stellatune {

float gainForVolume(double percent)
{
    if (!(percent > 0.0)) // not a number is silence too
        return 0.0F;
    const double fraction = std::min(percent / 100.0, 1.0);
    return static_cast<float>(fraction * fraction * fraction);
}

} // namespace stellatune
