// Filters beside the analogue ones that they follow.
#include "filter_design.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace stellatune::equalizer {
namespace {

constexpr BandType kTypes[] = {BandType::Peak,     BandType::LowShelf, BandType::HighShelf, BandType::LowPass,
                               BandType::HighPass, BandType::BandPass, BandType::Notch};
constexpr double kRates[] = {44100.0, 48000.0, 96000.0, 192000.0};

double decibels(double power)
{
    return 10.0 * std::log10(power + 1e-12);
}

/// dB, from 10 Hz to `highest`, where the filter lets more than -30 dB through.
double worstDeviation(const Band& band, double rate, double highest)
{
    const FilterParameters filter = designFilter(band, rate);
    double worst = 0.0;
    for (double frequency = 10.0; frequency < highest; frequency *= 1.01) {
        const double expected = decibels(analoguePowerAt(band, frequency));
        if (expected > -30.0)
            worst = std::max(worst, std::abs(decibels(powerAt(filter, frequency, rate)) - expected));
    }
    return worst;
}

double worstDeviation(BandType type, double frequency, double rate, double highest)
{
    double worst = 0.0;
    for (const double q : {0.5, 0.707, 1.0, 1.41, 4.0}) {
        for (const double gain : {-12.0, -3.0, 6.0, 12.0})
            worst = std::max(worst, worstDeviation({type, frequency, gain, q, true}, rate, highest));
    }
    return worst;
}

TEST(FilterDesign, followsTheAnalogueFilterInTheBassAndTheMiddle)
{
    for (const double rate : kRates) {
        for (const BandType type : kTypes) {
            for (const double frequency : {20.0, 31.25, 125.0, 500.0, 1000.0, 2000.0})
                EXPECT_LT(worstDeviation(type, frequency, rate, rate / 6.0), 0.1)
                    << "type " << static_cast<int>(type) << " at " << frequency << " of " << rate;
        }
    }
}

TEST(FilterDesign, followsTheAnalogueFilterInTheTreble)
{
    // The bilinear transform is off by more than 6 dB there.
    for (const double rate : kRates) {
        for (const BandType type : {BandType::Peak, BandType::LowShelf, BandType::HighShelf}) {
            for (const double frequency : {4000.0, 8000.0, 10000.0, 16000.0})
                EXPECT_LT(worstDeviation(type, frequency, rate, 20000.0), 1.0)
                    << "type " << static_cast<int>(type) << " at " << frequency << " of " << rate;
        }
    }
}

TEST(FilterDesign, isExactAtTheBandsFrequency)
{
    for (const double rate : kRates) {
        for (const double frequency : {31.25, 1000.0, 8000.0, 16000.0}) {
            for (const double gain : {-24.0, -6.0, 0.1, 12.0, 24.0}) {
                const Band peak{BandType::Peak, frequency, gain, 1.2, true};
                EXPECT_NEAR(decibels(powerAt(designFilter(peak, rate), frequency, rate)), gain, 1e-4);
                const Band shelf{BandType::HighShelf, frequency, gain, 0.707, true};
                EXPECT_NEAR(decibels(powerAt(designFilter(shelf, rate), frequency, rate)), gain / 2.0, 1e-4);
                EXPECT_NEAR(decibels(powerAt(designFilter(shelf, rate), 1.0, rate)), 0.0, 0.1);
            }
            const Band notch{BandType::Notch, frequency, 0.0, 2.0, true};
            EXPECT_LT(decibels(powerAt(designFilter(notch, rate), frequency, rate)), -100.0);
        }
    }
}

TEST(FilterDesign, aCutUndoesTheSameLift)
{
    for (const BandType type : {BandType::Peak, BandType::LowShelf, BandType::HighShelf}) {
        const FilterParameters lift = designFilter({type, 9000.0, 7.5, 0.8, true}, 44100.0);
        const FilterParameters cut = designFilter({type, 9000.0, -7.5, 0.8, true}, 44100.0);
        for (double frequency = 20.0; frequency < 22000.0; frequency *= 1.1)
            EXPECT_NEAR(powerAt(lift, frequency, 44100.0) * powerAt(cut, frequency, 44100.0), 1.0, 1e-9);
    }
}

TEST(FilterDesign, allFiltersAreStable)
{
    for (const double rate : {8000.0, 11025.0, 44100.0, 192000.0}) {
        for (const BandType type : kTypes) {
            for (double frequency = 10.0; frequency <= 24000.0; frequency *= 1.3) {
                for (const double q : {0.1, 0.3, 0.707, 3.0, 30.0}) {
                    for (const double gain : {-24.0, -1.0, 0.01, 24.0}) {
                        const FilterParameters filter = designFilter({type, frequency, gain, q, true}, rate);
                        ASSERT_GT(filter.g, 0.0) << static_cast<int>(type) << " " << frequency << " " << q;
                        ASSERT_GT(filter.k, 0.0) << static_cast<int>(type) << " " << frequency << " " << q;
                        ASSERT_TRUE(std::isfinite(filter.g + filter.k + filter.direct + filter.bandMix +
                                                  filter.lowMix));
                    }
                }
            }
        }
    }
}

TEST(FilterDesign, whatChangesNothingIsTheIdentity)
{
    EXPECT_TRUE(designFilter({BandType::Peak, 1000.0, 0.0, 1.0, true}, 44100.0).isIdentity());
    EXPECT_TRUE(designFilter({BandType::LowShelf, 1000.0, 0.0, 1.0, true}, 44100.0).isIdentity());
    EXPECT_TRUE(designFilter({BandType::LowPass, 1000.0, 0.0, 1.0, false}, 44100.0).isIdentity());
    // Above half of the sample rate there is nothing to change.
    EXPECT_TRUE(designFilter({BandType::Peak, 16000.0, 6.0, 1.0, true}, 22050.0).isIdentity());
    EXPECT_TRUE(designFilter({BandType::LowPass, 16000.0, 0.0, 1.0, true}, 22050.0).isIdentity());
    EXPECT_FALSE(designFilter({BandType::HighPass, 16000.0, 0.0, 1.0, true}, 22050.0).isIdentity());
}

} // namespace
} // namespace stellatune::equalizer
