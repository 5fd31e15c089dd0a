// The equalizers as they are loaded and used by the host.
#include "tests/fixtures/loaded_dsp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

using testing::dspFormat;
using ::testing::HasSubstr;
using testing::LoadedDsp;

constexpr char kLoud[] = R"({"bands": [{"frequency": 1000, "gain": 12, "q": 1}], "headroom": false})";

class EqualizerPlugin : public ::testing::Test {
  protected:
    std::vector<float> tone(uint32_t frames, uint32_t channels, uint32_t rate) const
    {
        std::vector<float> samples(size_t{frames} * channels);
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] =
                0.25f * static_cast<float>(std::sin(2.0 * std::numbers::pi * 1000.0 * (i / channels) / rate));
        return samples;
    }

    float loudest(const std::vector<float>& samples, size_t from) const
    {
        float worst = 0.0f;
        for (size_t i = from; i < samples.size(); ++i)
            worst = std::max(worst, std::abs(samples[i]));
        return worst;
    }

    LoadedDsp m_plugin{DSP_EQUALIZER_FILE};
};

TEST_F(EqualizerPlugin, takesEveryFormat)
{
    for (const uint32_t rate : {8000u, 44100u, 192000u}) {
        for (uint32_t channels = 1; channels <= 8; ++channels) {
            for (const char* type : {"graphic", "parametric"}) {
                EXPECT_TRUE(m_plugin.supports(type, dspFormat(rate, channels)));
                const auto dsp = m_plugin.make(type, dspFormat(rate, channels));
                EXPECT_EQ(dsp->info().output_channels, channels);
                EXPECT_EQ(dsp->info().latency, 0u);
                EXPECT_EQ(dsp->info().tail, 0u);
                std::vector<float> samples = tone(512, channels, rate);
                const std::vector<float> before = samples;
                EXPECT_EQ(dsp->process(samples.data(), 512), ST_OK);
                EXPECT_EQ(samples, before) << "flat by default";
            }
        }
    }
}

TEST_F(EqualizerPlugin, liftsATone)
{
    const auto dsp = m_plugin.make("parametric", dspFormat(44100, 2), kLoud);
    std::vector<float> samples = tone(4096, 2, 44100);
    EXPECT_EQ(dsp->process(samples.data(), 4096), ST_OK);
    EXPECT_NEAR(loudest(samples, 4096), 0.25f * 3.981f, 0.005f);
    EXPECT_GT(dsp->info().tail, 0u);
}

TEST_F(EqualizerPlugin, changesWhilePlaying)
{
    const auto dsp = m_plugin.make("parametric", dspFormat(44100, 1));
    const auto plan = dsp->planConfig(kLoud);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->change, ConfigChange::HotApply);
    std::vector<float> samples = tone(8000, 1, 44100);
    dsp->process(samples.data(), 3000);
    ASSERT_TRUE(dsp->applyConfig(kLoud));
    dsp->process(samples.data() + 3000, 4000);
    dsp->process(samples.data() + 7000, 1000);
    EXPECT_NEAR(loudest(samples, 7000), 0.25f * 3.981f, 0.005f);
    for (size_t i = 1; i < samples.size(); ++i)
        ASSERT_LT(std::abs(samples[i] - samples[i - 1]), 0.16f)
            << "steps no larger than those of the loud tone";
    ASSERT_TRUE(dsp->refreshInfo());
    EXPECT_GT(dsp->info().tail, 0u);
}

TEST_F(EqualizerPlugin, refusesWithTheKeyAndPlaysOn)
{
    const auto dsp = m_plugin.make("graphic", dspFormat(44100, 2));
    const auto plan = dsp->planConfig(R"({"gains": [0, 0, 0, 40, 0, 0, 0, 0, 0, 0]})");
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->change, ConfigChange::Reject);
    EXPECT_THAT(plan->reason, HasSubstr("gains[3]"));
    EXPECT_FALSE(dsp->applyConfig(R"({"preset": "none"})"));
    std::vector<float> samples = tone(500, 2, 44100);
    const std::vector<float> before = samples;
    EXPECT_EQ(dsp->process(samples.data(), 500), ST_OK);
    EXPECT_EQ(samples, before);

    const auto refused = m_plugin.tryMake("parametric", dspFormat(44100, 2), R"({"bands": [{"q": -1}]})");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("bands[0].q"));
}

/// The form shows what a preset sets; that must be what it sounds like.
TEST_F(EqualizerPlugin, presetsSoundLikeTheSlidersTheySet)
{
    const auto answer = [this](const std::string& config) {
        const auto dsp = m_plugin.make("graphic", dspFormat(48000, 1), config);
        std::vector<float> samples(4096);
        samples[0] = 0.5f;
        EXPECT_EQ(dsp->process(samples.data(), 4096), ST_OK);
        return samples;
    };
    const auto* type = m_plugin.library().find(CapabilityKind::Dsp, "graphic");
    ASSERT_NE(type, nullptr);
    const auto schema = nlohmann::json::parse(type->configSchema);
    int presets = 0;
    for (const auto& choice : schema["properties"]["preset"]["oneOf"]) {
        if (!choice.contains("x-sets"))
            continue;
        ++presets;
        nlohmann::json own = choice["x-sets"];
        own["preset"] = "custom";
        EXPECT_EQ(answer(nlohmann::json{{"preset", choice["const"]}}.dump()), answer(own.dump()))
            << choice["title"];
    }
    EXPECT_EQ(presets, 12);
}

} // namespace
} // namespace stellatune
