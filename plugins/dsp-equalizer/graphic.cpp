#include "graphic.h"

#include "response.h"

#include <algorithm>
#include <cmath>

namespace stellatune::equalizer {

namespace {

/// Wide enough that equal sliders give a level response within 1.5 dB, narrow enough that unequal ones do not
/// fight each other.
constexpr double kQ = 1.2;
/// For sliders that go up and down by turns, which no sum of such peaks follows at a bearable price.
constexpr double kHighestGain = 2.0 * kSliderRange;

using Matrix = std::array<SliderGains, kSliders>;

/// dB at the sliders' frequencies.
SliderGains responsesOf(const std::array<Band, kSliders>& bands, double sampleRate)
{
    ChainParameters parameters;
    for (int j = 0; j < kSliders; ++j)
        parameters.filters[j] = designFilter(bands[j], sampleRate);
    SliderGains responses{};
    for (int i = 0; i < kSliders; ++i)
        responses[i] = responseAt(parameters, std::min(kSliderFrequencies[i], sampleRate / 2.0), sampleRate);
    return responses;
}

/// Gauss. The matrix is close to symmetric with a heavy diagonal, so no pivots are looked for.
SliderGains solve(Matrix matrix, SliderGains right, int count)
{
    for (int column = 0; column < count; ++column) {
        for (int row = column + 1; row < count; ++row) {
            const double factor = matrix[row][column] / matrix[column][column];
            for (int k = column; k < count; ++k)
                matrix[row][k] -= factor * matrix[column][k];
            right[row] -= factor * right[column];
        }
    }
    for (int row = count - 1; row >= 0; --row) {
        for (int k = row + 1; k < count; ++k)
            right[row] -= matrix[row][k] * right[k];
        right[row] /= matrix[row][row];
    }
    return right;
}

} // namespace

std::array<Band, kSliders> bandsForSliders(const SliderGains& sliders, double sampleRate)
{
    std::array<Band, kSliders> bands;
    int count = 0; // of the sliders whose frequencies there are
    for (int j = 0; j < kSliders; ++j) {
        bands[j] = {BandType::Peak, kSliderFrequencies[j], 0.0, kQ, true};
        if (kSliderFrequencies[j] <= kHighestShare * sampleRate)
            count = j + 1;
    }
    if (std::all_of(sliders.begin(), sliders.end(), [](double gain) { return gain == 0.0; }))
        return bands;

    // In dB the responses of peaks add up, and nearly keep their shape when the gain grows: start from the
    // shape at a middling gain and mend what is left.
    constexpr double kProbe = 6.0; // dB
    Matrix reach{};
    for (int j = 0; j < count; ++j) {
        std::array<Band, kSliders> alone = bands;
        alone[j].gain = kProbe;
        const SliderGains responses = responsesOf(alone, sampleRate);
        for (int i = 0; i < count; ++i)
            reach[i][j] = responses[i] / kProbe;
    }
    constexpr int kRounds = 5;
    for (int round = 0; round < kRounds; ++round) {
        SliderGains missing = responsesOf(bands, sampleRate);
        for (int i = 0; i < kSliders; ++i)
            missing[i] = sliders[i] - missing[i];
        const SliderGains correction = solve(reach, missing, count);
        for (int j = 0; j < count; ++j)
            bands[j].gain = std::clamp(bands[j].gain + correction[j], -kHighestGain, kHighestGain);
    }
    constexpr double kInaudible = 0.01; // dB; such bands would only cost time
    for (Band& band : bands) {
        if (std::abs(band.gain) < kInaudible)
            band.gain = 0.0;
    }
    return bands;
}

} // namespace stellatune::equalizer
