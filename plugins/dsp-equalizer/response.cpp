#include "response.h"

#include <algorithm>
#include <cmath>

namespace stellatune::equalizer {

namespace {

constexpr double kLowest = 5.0; // Hz; below, nothing has a peak
constexpr int kSteps = 512;

} // namespace

double responseAt(const ChainParameters& parameters, double frequency, double sampleRate)
{
    double power = parameters.gain * parameters.gain;
    for (const FilterParameters& filter : parameters.filters) {
        if (!filter.isIdentity())
            power *= powerAt(filter, frequency, sampleRate);
    }
    constexpr double kSilence = 1e-30;
    return 10.0 * std::log10(std::max(power, kSilence));
}

double highestResponse(const ChainParameters& parameters, double sampleRate)
{
    const double top = sampleRate / 2.0;
    const double ratio = std::pow(top / kLowest, 1.0 / kSteps);
    double highest = responseAt(parameters, 0.0, sampleRate);
    double where = kLowest;
    for (int i = 0; i <= kSteps; ++i) {
        const double frequency = kLowest * std::pow(ratio, i);
        const double response = responseAt(parameters, std::min(frequency, top), sampleRate);
        if (response > highest) {
            highest = response;
            where = frequency;
        }
    }
    // A narrow peak lies between the steps, one to each side of the loudest.
    double step = ratio;
    for (int i = 0; i < 12; ++i) {
        step = std::sqrt(step);
        for (const double frequency : {where / step, std::min(where * step, top)}) {
            const double response = responseAt(parameters, frequency, sampleRate);
            if (response > highest) {
                highest = response;
                where = frequency;
                break;
            }
        }
    }
    return highest;
}

} // namespace stellatune::equalizer
