// The limiter as it is loaded and used by the host.
#include "tests/fixtures/loaded_dsp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace stellatune {
namespace {

using testing::dspFormat;
using ::testing::HasSubstr;
using testing::LoadedDsp;

class LimiterPlugin : public ::testing::Test {
  protected:
    LoadedDsp m_plugin{DSP_LIMITER_FILE};
};

TEST_F(LimiterPlugin, saysHowLateItIs)
{
    for (const uint32_t rate : {8000u, 44100u, 96000u}) {
        for (uint32_t channels = 1; channels <= 8; ++channels) {
            const auto dsp = m_plugin.make("true-peak", dspFormat(rate, channels));
            const auto latency = static_cast<size_t>(dsp->info().latency);
            EXPECT_NEAR(static_cast<double>(latency), 0.003 * rate + 64.0, 3.0);
            std::vector<float> samples(size_t{2000} * channels);
            samples[100 * channels] = 0.5f;
            EXPECT_EQ(dsp->process(samples.data(), 2000), ST_OK);
            const auto peak = std::max_element(samples.begin(), samples.end()) - samples.begin();
            EXPECT_EQ(static_cast<size_t>(peak), (100 + latency) * channels);
        }
    }
}

TEST_F(LimiterPlugin, keepsTheCeilingOfItsConfiguration)
{
    const auto dsp = m_plugin.make("true-peak", dspFormat(44100, 2), R"({"ceiling": -6, "gain": 12})");
    std::vector<float> samples(2 * 4000, 0.9f);
    EXPECT_EQ(dsp->process(samples.data(), 4000), ST_OK);
    EXPECT_LE(*std::max_element(samples.begin(), samples.end()), 0.50119f);
    EXPECT_GT(samples.back(), 0.45f);
}

TEST_F(LimiterPlugin, plansByWhatChanges)
{
    const auto dsp = m_plugin.make("true-peak", dspFormat(44100, 2));
    EXPECT_EQ(dsp->planConfig(R"({"ceiling": -3, "gain": 6, "release": 50})").value().change,
              ConfigChange::HotApply);
    EXPECT_TRUE(dsp->applyConfig(R"({"ceiling": -3, "gain": 6, "release": 50})"));
    EXPECT_EQ(dsp->planConfig(R"({"look_ahead": 5})").value().change, ConfigChange::Recreate);
    EXPECT_FALSE(dsp->applyConfig(R"({"look_ahead": 5})"));
    const auto refused = dsp->planConfig(R"({"ceiling": 3})");
    EXPECT_EQ(refused.value().change, ConfigChange::Reject);
    EXPECT_THAT(refused.value().reason, HasSubstr("\"ceiling\""));
    const auto unmade = m_plugin.tryMake("true-peak", dspFormat(44100, 2), R"({"release": "slow"})");
    ASSERT_FALSE(unmade);
    EXPECT_THAT(unmade.error().message, HasSubstr("\"release\""));
}

} // namespace
} // namespace stellatune
