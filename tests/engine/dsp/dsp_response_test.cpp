// Frequency curves of real plugins.
#include "engine/dsp/dsp_response.h"
#include "tests/fixtures/plugin_shelf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace stellatune::testing {
namespace {

class DspResponseTest : public ::testing::Test {
  protected:
    DspResponseTest() { m_shelf.load("shaping_dsp_1"); }

    WorkerEndpoint endpointOf(const std::string& type)
    {
        return m_shelf.registry().bind("org.stellatune.test.shaping", CapabilityKind::Dsp, type, [] {});
    }
    Result<DspResponse> measure(const std::string& type, const std::string& config)
    {
        return measureResponse(endpointOf(type), config);
    }
    static double at(const DspResponse& response, double frequency)
    {
        const auto point =
            std::lower_bound(response.frequencies.begin(), response.frequencies.end(), frequency);
        return response.decibels[static_cast<size_t>(point - response.frequencies.begin())];
    }

    PluginShelf m_shelf{"org.stellatune.test.shaping"};
};

TEST_F(DspResponseTest, AGainIsTheSameEverywhere)
{
    const Result<DspResponse> response = measure("gain", R"({"gain": 2})");
    ASSERT_TRUE(response) << response.error().message;
    ASSERT_EQ(response->decibels.size(), response->frequencies.size());
    EXPECT_NEAR(response->frequencies.front(), 20.0, 1e-6);
    EXPECT_NEAR(response->frequencies.back(), 20'000.0, 1e-6);
    for (const double decibels : response->decibels)
        EXPECT_NEAR(decibels, 6.0206, 1e-3);
}

TEST_F(DspResponseTest, LatencyIsNoMatter)
{
    const Result<DspResponse> response = measure("delay", R"({"frames": 5000})");
    ASSERT_TRUE(response) << response.error().message;
    for (const double decibels : response->decibels)
        EXPECT_NEAR(decibels, 0.0, 1e-6);
}

TEST_F(DspResponseTest, AnEchoIsAComb)
{
    const Result<DspResponse> response = measure("echo", R"({"frames": 24})");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_NEAR(at(*response, 20.0), 3.52, 0.01) << "1 + 1/2";
    EXPECT_NEAR(*std::min_element(response->decibels.begin(), response->decibels.end()), -6.02, 0.05)
        << "1 - 1/2, near 1 kHz";
    EXPECT_LT(at(*response, 980.0), -5.9);
}

TEST_F(DspResponseTest, WhatAddsASampleOfItsOwnHasNoCurve)
{
    const Result<DspResponse> response = measure("gain", R"({"teach": 0.25})");
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::Unsupported);
}

TEST_F(DspResponseTest, WhatFailsHasNoCurve)
{
    for (const char* how : {"fail", "throw", "nan", "infinity"}) {
        const std::string config = std::string(R"({"how": ")") + how + "\"}";
        EXPECT_FALSE(measure("delay", config)) << how;
    }
}

TEST_F(DspResponseTest, NoInstanceIsLeft)
{
    ASSERT_TRUE(measure("gain", "{}"));
    m_shelf.disable();
    EXPECT_EQ(m_shelf.leases(), 0U);
    const Result<DspResponse> gone = measure("gain", "{}");
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace stellatune::testing
