#include "app/playlist/sink_choices.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

const DeviceChoice kTape{"plugin", "org.example.recorder/tape"};
const DeviceChoice kLeftTape{"plugin", "org.example.recorder/tape:left"};
const DeviceChoice kDisc{"plugin", "org.example.recorder/disc"};
const DeviceChoice kCard{"pulse", "Card: front"};

TEST(SinkChoices, ASinkComesBackAsItWasLeft)
{
    SinkChoices choices;
    OutputSettings output;
    output.device = kLeftTape;
    output.sinkConfig = R"({"reels": 2})";
    rememberSink(choices, output);

    output = withDevice(output, kCard, choices);
    EXPECT_EQ(output.device, kCard);
    EXPECT_EQ(output.sinkConfig, "") << "which was not the card's";
    rememberSink(choices, output);
    EXPECT_EQ(choices.size(), 1U) << "a device has nothing to remember";
    EXPECT_EQ(withDevice(output, kDisc, choices).sinkConfig, "");

    output = withDevice(output, kTape, choices);
    EXPECT_EQ(output.device, kLeftTape);
    EXPECT_EQ(output.sinkConfig, R"({"reels": 2})");
    const DeviceChoice right{"plugin", "org.example.recorder/tape:right"};
    EXPECT_EQ(withDevice(output, right, choices).device, right) << "a target that is named counts";
}

TEST(SinkChoices, WhatASinkRefusedIsTakenBackWhereverItIsKept)
{
    const SinkOutcome refused{
        "org.example.recorder", "tape", {UpdateOutcome::Status::Rejected, 1, "No.", "bad", "good"}};
    OutputSettings output;
    output.device = kLeftTape;
    output.sinkConfig = "bad";
    SinkChoices choices{{kTape.name, {"left", "bad"}}, {kDisc.name, {{}, "bad"}}};
    OutputSettings elsewhere = output;
    elsewhere.device = kDisc;
    EXPECT_TRUE(takeBackRefused(output, choices, refused));
    EXPECT_EQ(output.sinkConfig, "good");
    EXPECT_EQ(choices[kTape.name].config, "good");
    EXPECT_EQ(choices[kDisc.name].config, "bad") << "another sink";
    EXPECT_FALSE(takeBackRefused(output, choices, refused)) << "once";
    choices[kTape.name].config = "bad";
    EXPECT_TRUE(takeBackRefused(elsewhere, choices, refused)) << "for when sound goes to it again";
    EXPECT_EQ(elsewhere.sinkConfig, "bad");
    EXPECT_EQ(choices[kTape.name].config, "good");
}

TEST(SinkChoices, OnlySinksHaveTargets)
{
    EXPECT_EQ(withoutTarget(kLeftTape), kTape);
    EXPECT_EQ(withoutTarget(kCard), kCard);
    EXPECT_EQ(withoutTarget({}), DeviceChoice{});
}

} // namespace
} // namespace stellatune
