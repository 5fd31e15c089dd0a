// Samples that are no numbers, infinite ones among them: nothing can be made of these, and filters that heard
// one give nothing else from then on.
#pragma once

#include <span>

namespace stellatune {

bool areAllNumbers(std::span<const float> samples);
/// Makes those zero that are none.
void silenceWhatIsNoNumber(std::span<float> samples);

} // namespace stellatune
