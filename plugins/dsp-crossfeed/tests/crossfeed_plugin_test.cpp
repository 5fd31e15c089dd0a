// The crossfeed as it is loaded and used by the host.
#include "tests/fixtures/loaded_dsp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace stellatune {
namespace {

using testing::dspFormat;
using ::testing::HasSubstr;
using testing::LoadedDsp;

class CrossfeedPlugin : public ::testing::Test {
  protected:
    /// What reaches the right ear of a level on the left.
    float acrossOf(DspInstance& dsp) const
    {
        std::vector<float> samples(2 * 4000);
        for (size_t i = 0; i < samples.size(); i += 2)
            samples[i] = 0.5f;
        EXPECT_EQ(dsp.process(samples.data(), 4000), ST_OK);
        return samples.back();
    }

    LoadedDsp m_plugin{DSP_CROSSFEED_FILE};
};

TEST_F(CrossfeedPlugin, takesStereoAlone)
{
    EXPECT_TRUE(m_plugin.supports("bs2b", dspFormat(8000, 2)));
    EXPECT_TRUE(m_plugin.supports("bs2b", dspFormat(192000, 2)));
    for (const uint32_t channels : {1u, 3u, 6u, 8u}) {
        EXPECT_FALSE(m_plugin.supports("bs2b", dspFormat(44100, channels)));
        EXPECT_FALSE(m_plugin.tryMake("bs2b", dspFormat(44100, channels)));
    }
    StDspFormat centres = dspFormat(44100, 2);
    centres.channel_mask = ST_SPEAKER_FRONT_CENTER | ST_SPEAKER_FRONT_LEFT;
    EXPECT_FALSE(m_plugin.supports("bs2b", centres));
}

TEST_F(CrossfeedPlugin, presetsGoBeforeTheListenersOwn)
{
    const auto across = [this](const char* config) {
        return acrossOf(*m_plugin.make("bs2b", dspFormat(44100, 2), config));
    };
    const float usual = across("");
    EXPECT_GT(usual, 0.01f);
    EXPECT_EQ(across(R"({"preset": "default", "feed": 15})"), usual);
    EXPECT_LT(across(R"({"preset": "chu-moy"})"), usual);
    EXPECT_LT(across(R"({"preset": "jan-meier"})"), across(R"({"preset": "chu-moy"})"));
    EXPECT_EQ(across(R"({"preset": "custom", "cut": 700, "feed": 4.5})"), usual);
    EXPECT_LT(across(R"({"preset": "custom", "feed": 15})"), across(R"({"preset": "jan-meier"})"));
}

TEST_F(CrossfeedPlugin, changesWhilePlayingAndRefusesWithTheKey)
{
    const auto dsp = m_plugin.make("bs2b", dspFormat(44100, 2));
    const float before = acrossOf(*dsp);
    EXPECT_EQ(dsp->planConfig(R"({"preset": "jan-meier"})").value().change, ConfigChange::HotApply);
    ASSERT_TRUE(dsp->applyConfig(R"({"preset": "jan-meier"})"));
    EXPECT_LT(acrossOf(*dsp), before);
    const auto refused = dsp->planConfig(R"({"preset": "custom", "cut": 100})");
    EXPECT_EQ(refused.value().change, ConfigChange::Reject);
    EXPECT_THAT(refused.value().reason, HasSubstr("\"cut\""));
    EXPECT_FALSE(dsp->applyConfig(R"({"feed": 0})"));
    EXPECT_EQ(dsp->info().latency, 0u);
}

} // namespace
} // namespace stellatune
