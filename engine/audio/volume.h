// The perceptual volume curve.
#pragma once

#include <cstdint>

namespace stellatune {

/// 0 to 100 percent on a slider as a linear factor: cubic, so that equal steps sound about equally large.
/// 0 is silence, 100 exactly 1; values outside are clamped.
float gainForVolume(double percent);

} // namespace stellatune
