// The whole engine on a hand-cranked device, with settings of a plugin's decoder that change while it plays.
#include "tests/engine/control/player_rig.h"
#include "tests/engine/control/shelf_plugins.h"
#include "tests/fixtures/plugins/numbers.h"

#include <atomic>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using Status = UpdateOutcome::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPlugin = "org.stellatune.test.numbers";
const DecoderCandidate kType{kPlugin, "numbers"};
constexpr uint64_t kFrames = 400'000;

std::string settings(const std::string& gain, const std::string& plan)
{
    return R"({"gain": )" + gain + R"(, "plan": ")" + plan + "\"}";
}

class DecoderConfigTest : public ::testing::Test {
  protected:
    DecoderConfigTest() { m_shelf.load("numbers_decoder_1"); }
    void TearDown() override
    {
        m_rig.reset(); // lets go of its instances before the shelf looks whether all did
    }

    void start(const DecoderConfigs& configs = {})
    {
        PlayerConfig config = withPlugins(m_shelf, m_shelf, {kType});
        config.decoders.bind = [this](const DecoderCandidate& candidate, std::function<void()> wake) {
            WorkerEndpoint endpoint = m_shelf.registry().bind(candidate.pluginId, CapabilityKind::Decoder,
                                                              candidate.typeId, std::move(wake));
            endpoint.acquire = [this, acquire = std::move(endpoint.acquire)] {
                return m_isLoading ? Error{ErrorCode::Busy, "test", "The plugin is being loaded."}
                                   : acquire();
            };
            return endpoint;
        };
        config.decoderConfigs = configs;
        m_rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, noFades(), std::move(config));
    }
    void play(const std::vector<std::string>& names)
    {
        std::vector<std::filesystem::path> files;
        for (const std::string& name : names) {
            std::ofstream(m_folder / name) << "44100 2 " << kFrames << " 0 0\n";
            files.push_back(m_folder / name);
        }
        m_rig->setQueue(files);
        m_rig->player->play();
        m_rig->playFrames(50'000);
    }
    void set(const std::string& config)
    {
        m_rig->player->setDecoderConfig(kType, config);
        m_rig->settle();
    }
    std::vector<UpdateOutcome> outcomes() const
    {
        std::vector<UpdateOutcome> all;
        for (const PlayerEvent& event : m_rig->events) {
            for (const DecoderOutcome& outcome : event.decoderOutcomes) {
                EXPECT_EQ(outcome.type, kType);
                all.push_back(outcome.outcome);
            }
        }
        return all;
    }
    std::vector<Status> statuses() const
    {
        std::vector<Status> all;
        for (const UpdateOutcome& outcome : outcomes())
            all.push_back(outcome.status);
        return all;
    }
    std::vector<float> heard() const { return withoutSilence(m_rig->crank->recording()); }

    /// Each frame of `tracks` tracks is heard once, with one gain after the other.
    void expectAllWith(const std::vector<float>& gains, uint64_t tracks = 1)
    {
        const std::vector<float> samples = heard();
        ASSERT_EQ(samples.size(), tracks * kFrames * 2);
        size_t gain = 0;
        for (uint64_t frame = 0; frame < tracks * kFrames; ++frame) {
            const float plain = numbers::sampleAt(frame % kFrames, 0);
            if (gain + 1 < gains.size() && samples[frame * 2] == plain * gains[gain + 1])
                ++gain;
            ASSERT_EQ(samples[frame * 2], plain * gains[gain]) << "frame " << frame;
        }
        EXPECT_EQ(gain + 1, gains.size()) << "the change was not heard";
        EXPECT_EQ(m_rig->player->statistics().underruns, 0U);
        EXPECT_EQ(m_rig->count(Kind::TrackFailed), 0U);
    }

    TempFolder m_folder;
    PluginShelf m_shelf{kPlugin};
    std::atomic<bool> m_isLoading = false; ///< as between an update's announcement and its activation
    std::unique_ptr<PlayerRig> m_rig;
};

TEST_F(DecoderConfigTest, WhatWasSetBeforeIsThereFromTheFirstSample)
{
    start({{kType.name(), settings("0.5", "hot")}});
    play({"a.numbers", "b.numbers"});
    ASSERT_TRUE(m_rig->playToEnd());
    expectAllWith({0.5F}, 2);
    EXPECT_THAT(statuses(), ElementsAre());
}

TEST_F(DecoderConfigTest, WhatIsSetWhileNothingPlaysIsForTheNextTrack)
{
    start();
    set(settings("0.5", "recreate"));
    EXPECT_THAT(statuses(), ElementsAre(Status::Applied));
    play({"a.numbers"});
    ASSERT_TRUE(m_rig->playToEnd());
    expectAllWith({0.5F});
}

TEST_F(DecoderConfigTest, AHotChangeIsHeardInTheTrackThatPlays)
{
    start();
    play({"a.numbers", "b.numbers"});
    set(settings("0.5", "hot"));
    m_rig->playFrames(100'000);
    set(settings("0.25", "hot"));
    ASSERT_TRUE(m_rig->playToEnd());
    EXPECT_THAT(statuses(), ElementsAre(Status::Applied, Status::Applied));
    EXPECT_EQ(outcomes().back().generation, 2U);
    EXPECT_EQ(outcomes().back().standing, settings("0.25", "hot"));
    expectAllWith({1.0F, 0.5F, 0.25F}, 2);
}

TEST_F(DecoderConfigTest, AnotherDecoderTakesOverAtTheSameSample)
{
    start();
    play({"a.numbers", "b.numbers"});
    set(settings("0.5", "recreate"));
    m_rig->playFrames(1'000);
    EXPECT_THAT(statuses(), ElementsAre(Status::RequiresRecreate, Status::Recreated));
    EXPECT_EQ(outcomes().back().standing, settings("0.5", "recreate"));
    ASSERT_TRUE(m_rig->playToEnd());
    expectAllWith({1.0F, 0.5F}, 2);
}

TEST_F(DecoderConfigTest, WhatIsRefusedChangesNothing)
{
    start();
    play({"a.numbers"});
    set(settings("0.5", "hot"));
    m_rig->playFrames(100'000);
    for (const char* plan : {"reject", "hot-fails", "recreate-fails"}) {
        set(settings("0.25", plan));
        m_rig->playFrames(1'000);
        EXPECT_EQ(outcomes().back().standing, settings("0.5", "hot")) << plan;
        EXPECT_EQ(outcomes().back().config, settings("0.25", plan));
    }
    EXPECT_THAT(statuses(), ElementsAre(Status::Applied, Status::Rejected, Status::Failed,
                                        Status::RequiresRecreate, Status::Failed));
    EXPECT_EQ(outcomes()[1].detail, "The gain is not wanted.");
    EXPECT_THAT(outcomes()[2].detail, HasSubstr("cannot be applied"));
    EXPECT_THAT(outcomes()[4].detail, HasSubstr("cannot be made"));
    // Also what is opened later has what stands.
    m_shelf.load("numbers_decoder_2");
    m_rig->settle();
    EXPECT_EQ(m_shelf.leases(), 1U);
    ASSERT_TRUE(m_rig->playToEnd());
    expectAllWith({1.0F, 0.5F});
}

TEST_F(DecoderConfigTest, ANewBuildAndNewSettingsComeTogether)
{
    start();
    play({"a.numbers"});
    m_shelf.load("numbers_decoder_2");
    m_rig->player->setDecoderConfig(kType, settings("0.5", "recreate"));
    m_rig->playFrames(1'000);
    EXPECT_EQ(m_shelf.leases(), 1U) << "the old build is still in use";
    EXPECT_EQ(outcomes().back().status, Status::Recreated);
    // Settings that fail do not keep the old build either.
    m_shelf.load("numbers_decoder_1");
    m_rig->player->setDecoderConfig(kType, settings("0.25", "recreate-fails"));
    m_rig->playFrames(1'000);
    EXPECT_EQ(m_shelf.leases(), 1U) << "the old build is still in use";
    EXPECT_EQ(outcomes().back().status, Status::Failed);
    ASSERT_TRUE(m_rig->playToEnd());
    expectAllWith({1.0F, 0.5F});
}

TEST_F(DecoderConfigTest, SettingsThatWaitForThePluginComeWithIt)
{
    start();
    play({"a.numbers"});
    m_isLoading = true; // nothing can be opened; what plays goes on
    set(settings("0.5", "recreate"));
    EXPECT_THAT(statuses(), ElementsAre(Status::RequiresRecreate));
    EXPECT_EQ(outcomes().back().standing, settings("0.5", "recreate"));
    m_isLoading = false;
    m_shelf.load("numbers_decoder_2");
    m_rig->settle();
    EXPECT_EQ(m_shelf.leases(), 1U) << "the old build is still in use";
    EXPECT_THAT(statuses(), ElementsAre(Status::RequiresRecreate, Status::Recreated));
    ASSERT_TRUE(m_rig->playToEnd());
    expectAllWith({1.0F, 0.5F});
}

TEST_F(DecoderConfigTest, SettingsThatWaitForAPluginThatGoesAreKept)
{
    start();
    play({"a.numbers"});
    m_isLoading = true;
    set(settings("0.5", "recreate"));
    m_shelf.disable();
    m_rig->settle();
    EXPECT_THAT(statuses(), ElementsAre(Status::RequiresRecreate, Status::Applied));
    EXPECT_EQ(outcomes().back().standing, settings("0.5", "recreate"));
    m_isLoading = false;
    m_shelf.load("numbers_decoder_1", ControlReason::Enabled);
    m_rig->player->stop();
    m_rig->settle();
    m_rig->crank->takeRecording();
    m_rig->player->playEntry(1);
    m_rig->playFrames(10'000);
    ASSERT_FALSE(heard().empty());
    EXPECT_EQ(heard().front(), numbers::sampleAt(0, 0) * 0.5F);
}

TEST_F(DecoderConfigTest, TheEndOfTheTrackIsForTheNextSettings)
{
    start();
    play({"a.numbers"});
    // Read to its end, and heard not quite: what is decoded stays, and a jump back has the new settings.
    m_rig->playFrames(kFrames - 100'000);
    set(settings("0.5", "recreate"));
    EXPECT_THAT(statuses(), ElementsAre(Status::Applied));
    m_rig->player->seek(1.0);
    m_rig->settle();
    m_rig->crank->takeRecording();
    m_rig->playFrames(20'000);
    const std::vector<float> after = heard();
    ASSERT_GT(after.size(), 20'000U);
    EXPECT_LT(*std::max_element(after.end() - 10'000, after.end()), 0.25001F);
}

} // namespace
} // namespace stellatune::testing
