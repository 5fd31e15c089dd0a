// The whole engine on a hand-cranked device, with decoders of a plugin that comes and goes.
#include "engine/decode/plugin_decoder.h"
#include "tests/engine/control/player_rig.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugin_shelf.h"
#include "tests/fixtures/plugins/numbers.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPlugin = "org.stellatune.test.numbers";
const DecoderCandidate kSeekable{kPlugin, "numbers"};
const DecoderCandidate kForwardOnly{kPlugin, "forward"};
constexpr uint64_t kFrames = 400'000;

class PluginPlayback : public ::testing::Test {
  protected:
    void TearDown() override
    {
        m_rig.reset(); // lets go of its instances before the shelf looks whether all did
    }

    PlayerRig& rig()
    {
        if (m_rig == nullptr) {
            PlayerConfig config;
            config.decoders.candidates = [this](const std::string& extension) {
                return extension == "numbers" ? m_candidates : std::vector<DecoderCandidate>{{}};
            };
            config.decoders.bind = [this](const DecoderCandidate& candidate, std::function<void()> wake) {
                return m_shelf.registry().bind(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId,
                                               std::move(wake));
            };
            m_rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, noFades(), std::move(config));
        }
        return *m_rig;
    }

    std::filesystem::path numbersFile(const std::string& line, const std::string& name = "a.numbers")
    {
        std::ofstream(m_folder / name) << line << '\n';
        return m_folder / name;
    }
    std::filesystem::path plainFile(const std::string& name = "a.numbers")
    {
        return numbersFile("44100 2 " + std::to_string(kFrames) + " 0 0", name);
    }

    std::string errorOf(Kind kind)
    {
        for (const PlayerEvent& event : rig().events) {
            if (event.kind == kind && event.error)
                return event.error->message;
        }
        return "none";
    }

    std::vector<DecoderCandidate> m_candidates{kSeekable};
    TempFolder m_folder;
    PluginShelf m_shelf{kPlugin};
    std::unique_ptr<PlayerRig> m_rig;
};

std::vector<float> numbersFrom(uint64_t first, uint64_t last, uint32_t channels = 2)
{
    std::vector<float> samples;
    for (uint64_t frame = first; frame < last; ++frame) {
        for (uint32_t channel = 0; channel < channels; ++channel)
            samples.push_back(numbers::sampleAt(frame, channel));
    }
    return samples;
}

TEST_F(PluginPlayback, AFileComesOutWithoutWhatTheEncoderPutAround)
{
    m_shelf.load("numbers_decoder_1");
    rig().setQueue({numbersFile("44100 2 100000 576 1000"),
                    numbersFile("44100 2 5000 9000 20000", "b.numbers"),
                    numbersFile("44100 2 50000 576 1000 unknown-length", "c.numbers")});
    rig().player->play();
    ASSERT_TRUE(rig().playToEnd());
    std::vector<float> expected = numbersFrom(0, 100'000);
    for (const uint64_t frames : {5'000, 50'000}) {
        const std::vector<float> more = numbersFrom(0, frames);
        expected.insert(expected.end(), more.begin(), more.end());
    }
    EXPECT_EQ(withoutSilence(rig().crank->recording()), expected);
    EXPECT_THAT(rig().entriesOf(Kind::TrackFinished), ElementsAre(1, 2, 3));
    EXPECT_EQ(rig().player->statistics().underruns, 0u);
}

TEST_F(PluginPlayback, TheSignalPathNamesWhoDecodes)
{
    m_shelf.load("numbers_decoder_1");
    rig().setQueue({plainFile()});
    rig().player->play();
    rig().playFrames(4'096);
    ASSERT_TRUE(rig().player->snapshot().signalPath);
    EXPECT_EQ(rig().player->snapshot().signalPath->decoder, "Numbers");
}

TEST_F(PluginPlayback, ASeekLandsOnTheFrameWithEitherDecoder)
{
    m_shelf.load("numbers_decoder_1");
    for (const DecoderCandidate& candidate : {kSeekable, kForwardOnly}) {
        m_candidates = {candidate};
        m_rig.reset();
        rig().setQueue({numbersFile("44100 2 400000 576 1000")});
        rig().player->playEntry(1, 3.0);
        rig().playFrames(10'000);
        EXPECT_EQ(withoutSilence(rig().crank->takeRecording()), numbersFrom(132'300, 142'300));
        rig().player->seek(1.0);
        rig().settle();
        rig().crank->takeRecording();
        rig().playFrames(10'000);
        const std::vector<float> heard = withoutSilence(rig().crank->takeRecording());
        const std::vector<float> after = numbersFrom(44'100, 54'100);
        // The device may have had a buffer of the old position under way.
        ASSERT_GE(heard.size(), 10'000u);
        EXPECT_TRUE(std::search(after.begin(), after.end(), heard.end() - 10'000, heard.end()) !=
                    after.end());
    }
}

TEST_F(PluginPlayback, ALongWayToAFrameIsGoneInParts)
{
    m_shelf.load("numbers_decoder_1");
    Result<std::shared_ptr<const ModuleLease>> lease = m_shelf.registry().acquire(kPlugin);
    ASSERT_TRUE(lease);
    Result<std::unique_ptr<Decoder>> decoder =
        PluginDecoder::open(std::move(*lease), "forward", {}, plainFile());
    ASSERT_TRUE(decoder);
    ASSERT_TRUE((*decoder)->seek(300'000));
    int parts = 1;
    for (;; ++parts) {
        const Result<bool> there = (*decoder)->advance();
        ASSERT_TRUE(there);
        if (*there)
            break;
    }
    EXPECT_GT(parts, 50);
    std::vector<float> samples(2000);
    ASSERT_TRUE((*decoder)->read(samples));
    EXPECT_EQ(samples, numbersFrom(300'000, 301'000));
}

TEST_F(PluginPlayback, AReloadUnderAPlayingTrackMissesAndRepeatsNoSample)
{
    m_shelf.load("numbers_decoder_1");
    rig().setQueue({plainFile(), plainFile("b.numbers")});
    rig().player->play();
    for (int round = 0; round < 6; ++round) {
        rig().playFrames(60'000);
        m_shelf.load(round % 2 == 0 ? "numbers_decoder_2" : "numbers_decoder_1");
        rig().settle();
        EXPECT_EQ(m_shelf.leases(), 1u) << "the old build is still in use";
    }
    ASSERT_TRUE(rig().playToEnd());
    std::vector<float> expected = numbersFrom(0, kFrames);
    expected.insert(expected.end(), expected.begin(), expected.end());
    EXPECT_EQ(withoutSilence(rig().crank->recording()), expected);
    EXPECT_EQ(rig().player->statistics().underruns, 0u);
}

TEST_F(PluginPlayback, ABuildThatFailsOnItsWayDoesNotReplaceTheOneThatPlays)
{
    const std::string plain = "44100 2 " + std::to_string(kFrames) + " 0 0";
    for (const DecoderCandidate& candidate : {kSeekable, kForwardOnly}) {
        // What the other build makes of the file: it breaks, or ends before the place where the music is.
        for (const char* found :
             {"44100 2 400000 0 0 breaks=50000", "44100 2 60000 0 0 unknown-length", "44100 2 60000 0 0"}) {
            SCOPED_TRACE(candidate.typeId + ": " + found);
            m_rig.reset();
            m_shelf.load("numbers_decoder_1");
            m_candidates = {candidate};
            rig().setQueue({numbersFile(plain)});
            rig().player->play();
            rig().playFrames(100'000);
            numbersFile(found);
            m_shelf.load("numbers_decoder_2");
            rig().settle();
            EXPECT_EQ(m_shelf.leases(), 2u) << "the build that works was let go of";
            ASSERT_TRUE(rig().playToEnd());
            EXPECT_EQ(withoutSilence(rig().crank->recording()), numbersFrom(0, kFrames));
            EXPECT_EQ(rig().count(Kind::TrackFailed), 0u) << errorOf(Kind::TrackFailed);
            EXPECT_EQ(rig().count(Kind::TrackFinished), 1u);
            EXPECT_EQ(m_shelf.leases(), 1u) << "the build that was replaced is still in use";
        }
    }
}

TEST_F(PluginPlayback, WithNoneLeftTheTrackEndsWithAMessageAndTheQueueGoesOn)
{
    m_shelf.load("numbers_decoder_1");
    const fixtures::Pcm pcm = fixtures::sweep(30'000, 44'100, 2, 16);
    writeWav(m_folder / "b.wav", pcm);
    rig().setQueue({plainFile(), m_folder / "b.wav"});
    rig().player->play();
    rig().playFrames(100'000);
    m_candidates = {{}};
    m_shelf.disable();
    rig().settle();
    EXPECT_EQ(m_shelf.leases(), 0u);
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_THAT(rig().entriesOf(Kind::TrackFailed), ElementsAre(1));
    EXPECT_THAT(errorOf(Kind::TrackFailed), HasSubstr("plugin " + kPlugin +
                                                      ", which decoded “a.numbers”, was "
                                                      "switched off"));
    EXPECT_THAT(rig().entriesOf(Kind::TrackStarted), ElementsAre(1, 2));
    // What was decoded ahead is heard, and then the next track, whole.
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    const std::vector<float> next = withoutSilence(pcm.asFloat());
    ASSERT_GT(heard.size(), 200'000u + next.size());
    EXPECT_TRUE(std::equal(next.begin(), next.end(), heard.end() - static_cast<ptrdiff_t>(next.size())));
}

TEST_F(PluginPlayback, ADisabledPluginIsLetGoOfWhatever)
{
    m_shelf.load("numbers_decoder_1");
    const auto isFree = [this] {
        m_shelf.disable();
        rig().settle();
        const bool isGone = m_shelf.leases() == 0;
        m_shelf.load("numbers_decoder_1");
        return isGone;
    };
    rig().setQueue({plainFile()});
    rig().player->cueEntry(1, 2.0);
    rig().settle();
    EXPECT_TRUE(isFree()) << "while a track is cued";
    rig().player->playEntry(1, 0.0);
    rig().playFrames(20'000);
    rig().player->pause();
    rig().settle();
    EXPECT_TRUE(isFree()) << "while it is paused";
    rig().player->playEntry(1, 0.0);
    rig().playFrames(20'000);
    rig().player->stop();
    rig().settle();
    EXPECT_TRUE(isFree()) << "after stop";
    rig().player->playEntry(1, 8.0);
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_TRUE(isFree()) << "at the end of the queue";
    rig().player->playEntry(1, 0.0);
    rig().playFrames(20'000);
    OutputSettings elsewhere;
    elsewhere.device = {"test", "another"};
    rig().player->setOutput(elsewhere);
    EXPECT_TRUE(isFree()) << "while it moves to another device";
    rig().player->playEntry(1, 0.0);
    rig().playFrames(20'000);
    m_shelf.disable();
    m_rig.reset();
    EXPECT_EQ(m_shelf.leases(), 0u) << "after the end of the player";
}

TEST_F(PluginPlayback, APreloadedTrackIsOpenedAgainWhenItsPluginWasReloaded)
{
    m_shelf.load("numbers_decoder_1");
    const fixtures::Pcm pcm = fixtures::sweep(150'000, 44'100, 2, 16);
    writeWav(m_folder / "a.wav", pcm);
    rig().setQueue({m_folder / "a.wav", plainFile()});
    rig().player->play();
    rig().playFrames(50'000);
    EXPECT_EQ(m_shelf.registry().leases().at(0).instances.size(), 1u) << "nothing is preloaded";
    m_shelf.load("numbers_decoder_2");
    rig().settle();
    EXPECT_EQ(m_shelf.leases(), 1u);
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = rig().crank->recording();
    const std::vector<float> expected = numbersFrom(0, kFrames);
    EXPECT_TRUE(std::search(heard.begin(), heard.end(), expected.begin(), expected.end()) != heard.end());
}

TEST_F(PluginPlayback, APreloadedTrackThatIsSkippedToAsItsPluginIsReloadedIsOpenedAgainToo)
{
    m_shelf.load("numbers_decoder_1");
    rig().setQueue({numbersFile("44100 2 400000 0 0 waits=300000"), plainFile("b.numbers")});
    rig().player->play();
    rig().playFrames(20'000);
    EXPECT_EQ(m_shelf.registry().leases().at(0).instances.size(), 2u) << "nothing is preloaded";
    // The decode thread is in the plugin, so that the change and the skip are both there when it returns.
    std::ofstream(m_folder / "a.numbers.hold");
    ASSERT_TRUE(comesTrue([this] {
        rig().crank->crank(4'096);
        return rig().player->statistics().decodedSeconds > 298'000 / 44'100.0;
    }));
    m_shelf.load("numbers_decoder_2");
    rig().player->next();
    ASSERT_TRUE(comesTrue([this] { return rig().player->snapshot().current == 2; }));
    std::filesystem::remove(m_folder / "a.numbers.hold");
    rig().settle();
    EXPECT_EQ(m_shelf.leases(), 1u) << "the old build is still in use";
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = rig().crank->recording();
    const std::vector<float> expected = numbersFrom(0, kFrames);
    EXPECT_TRUE(std::search(heard.begin(), heard.end(), expected.begin(), expected.end()) != heard.end());
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u);
}

TEST_F(PluginPlayback, ATrackWaitsForThePluginThatIsBeingLoaded)
{
    m_shelf.announce();
    rig().setQueue({plainFile(), plainFile("b.numbers")});
    rig().player->play();
    rig().settle();
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u);
    m_shelf.load("numbers_decoder_1", ControlReason::Enabled);
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_THAT(rig().entriesOf(Kind::TrackFinished), ElementsAre(1, 2));
}

TEST_F(PluginPlayback, APluginThatCannotBeLoadedLeavesTheFileToTheOthers)
{
    m_candidates = {kSeekable, {}};
    m_shelf.announce();
    rig().setQueue({plainFile()});
    rig().player->play();
    rig().settle();
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u);
    m_shelf.registry().refuse(kPlugin, "It lacks a library.");
    rig().settle();
    EXPECT_THAT(rig().entriesOf(Kind::TrackFailed), ElementsAre(1));
}

TEST_F(PluginPlayback, ADecoderThatRefusesAFileYieldsToTheNext)
{
    m_shelf.load("numbers_decoder_1");
    m_candidates = {kSeekable, {}};
    const fixtures::Pcm pcm = fixtures::sweep(30'000, 44'100, 2, 16);
    writeWav(m_folder / "wav.numbers", pcm);
    rig().setQueue({m_folder / "wav.numbers"});
    rig().player->play();
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_EQ(withoutSilence(rig().crank->recording()), withoutSilence(pcm.asFloat()));
}

TEST_F(PluginPlayback, WhatIsNoNumberIsSilentAndWhatBreaksEndsTheTrack)
{
    m_shelf.load("numbers_decoder_1");
    rig().setQueue({numbersFile("44100 2 100000 0 0 no-number=500"),
                    numbersFile("44100 2 100000 0 0 breaks=30000", "b.numbers"),
                    numbersFile("44100 2 1000 0 0 nonsense", "c.numbers"), plainFile("d.numbers")});
    rig().player->play();
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_THAT(rig().entriesOf(Kind::TrackFailed), ElementsAre(2, 3));
    std::vector<float> expected = numbersFrom(0, 100'000);
    expected[1000] = expected[1001] = 0.0F;
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    ASSERT_GT(heard.size(), expected.size());
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), heard.begin()));
}

/// A second plugin for the same files. By right it would be another one; here it is the same under another
/// name.
class PluginTakeover : public PluginPlayback {
  protected:
    PluginTakeover()
    {
        m_shelf.load("numbers_decoder_1");
        m_other.load("numbers_decoder_2");
        PlayerConfig config;
        config.decoders.candidates = [this](const std::string&) { return m_candidates; };
        config.decoders.bind = [this](const DecoderCandidate& candidate, std::function<void()> wake) {
            LeaseRegistry& registry = candidate.pluginId == kPlugin ? m_shelf.registry() : m_other.registry();
            return registry.bind(kPlugin, CapabilityKind::Decoder, candidate.typeId, std::move(wake));
        };
        m_rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, noFades(), std::move(config));
    }
    ~PluginTakeover() override { m_rig.reset(); }

    /// The first plugin is switched off, and these are left.
    void leaveTo(std::vector<DecoderCandidate> candidates)
    {
        m_candidates = std::move(candidates);
        m_shelf.disable();
        rig().settle();
        EXPECT_EQ(m_shelf.leases(), 0u);
    }
    /// The same, and the one that takes over comes to the frame at which its file waits.
    void holdUp()
    {
        std::ofstream(m_folder / "a.numbers.hold") << "";
        m_shelf.disable();
        ASSERT_TRUE(comesTrue([this] { return !m_other.registry().leases().at(0).instances.empty(); }));
    }
    static DecoderCandidate other(const std::string& typeId) { return {"org.example.second", typeId}; }

    PluginShelf m_other{kPlugin};
};

TEST_F(PluginTakeover, TheNextCandidateGoesOnAtTheSameSample)
{
    m_candidates = {kSeekable, other("mono"), other("forward")};
    rig().setQueue({plainFile()});
    rig().player->play();
    rig().playFrames(100'000);
    leaveTo({other("mono"), other("forward")});
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_EQ(withoutSilence(rig().crank->recording()), numbersFrom(0, kFrames));
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u);
}

TEST_F(PluginTakeover, OneThatFailsOnItsWayLeavesTheTrackToTheNext)
{
    m_candidates = {kSeekable};
    rig().setQueue({plainFile()});
    rig().player->play();
    rig().playFrames(100'000);
    numbersFile("44100 2 400000 0 0 falters=0"); // for those who open it from now on
    // One cannot open the file, one breaks as it reads its way.
    leaveTo({{}, other("numbers"), other("forward")});
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_EQ(withoutSilence(rig().crank->recording()), numbersFrom(0, kFrames));
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u) << errorOf(Kind::TrackFailed);
}

TEST_F(PluginTakeover, AfterAllOfTheSameFormatFailedOneOfAnotherGoesOn)
{
    m_candidates = {kSeekable};
    rig().setQueue({plainFile()});
    rig().player->play();
    rig().playFrames(100'000);
    numbersFile("44100 2 400000 0 0 falters=0");
    leaveTo({other("numbers"), other("double"), other("mono")}); // the first two break on their way
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    ASSERT_EQ(heard.size(), kFrames * 2);
    for (uint64_t frame = 0; frame < kFrames; ++frame)
        ASSERT_EQ(heard[frame * 2], numbers::sampleAt(frame, 0)) << "frame " << frame;
    EXPECT_EQ(heard.back(), heard[heard.size() - 2]) << "the one of a single channel did not take over";
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u) << errorOf(Kind::TrackFailed);
}

TEST_F(PluginTakeover, WhenAllFailOnTheirWayTheTrackEndsWithAMessage)
{
    m_candidates = {kSeekable};
    rig().setQueue({plainFile()});
    rig().player->play();
    rig().playFrames(100'000);
    numbersFile("44100 2 400000 0 0 falters=0");
    leaveTo({other("numbers"), other("double")});
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_EQ(rig().count(Kind::TrackFailed), 1u);
    EXPECT_THAT(errorOf(Kind::TrackFailed), HasSubstr("no other decoder can go on with it"));
    EXPECT_EQ(m_other.leases(), 1u);
    EXPECT_TRUE(m_other.registry().leases().at(0).instances.empty()) << "one that failed is kept";
}

TEST_F(PluginTakeover, OneThatIsSwitchedOnAgainGoesOnThoughAnotherWasOnItsWay)
{
    m_candidates = {kSeekable};
    rig().setQueue({numbersFile("44100 2 400000 0 0 waits=30000")});
    rig().player->play();
    rig().playFrames(100'000);
    m_candidates = {kSeekable, other("forward")};
    holdUp();
    m_shelf.load("numbers_decoder_2", ControlReason::Enabled);
    std::filesystem::remove(m_folder / "a.numbers.hold");
    rig().settle();
    EXPECT_EQ(m_shelf.leases(), 1u) << "the old build is still in use";
    EXPECT_FALSE(m_shelf.registry().leases().at(0).instances.empty());
    EXPECT_TRUE(m_other.registry().leases().at(0).instances.empty());
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_EQ(withoutSilence(rig().crank->recording()), numbersFrom(0, kFrames));
}

TEST_F(PluginTakeover, SettingsOfOneThatIsOnItsWayAreHeardOnceItTakesOver)
{
    m_candidates = {kSeekable};
    rig().setQueue({numbersFile("44100 2 400000 0 0 waits=30000")});
    rig().player->play();
    rig().playFrames(100'000);
    m_candidates = {other("forward")};
    holdUp();
    rig().player->setDecoderConfig(other("forward"), R"({"gain": 0.5})");
    rig().player->pause(); // is known to be heard of, and so are the settings
    ASSERT_TRUE(comesTrue([this] { return rig().player->snapshot().state == PlaybackState::Paused; }));
    std::filesystem::remove(m_folder / "a.numbers.hold");
    rig().player->play();
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    ASSERT_EQ(heard.size(), kFrames * 2);
    EXPECT_EQ(heard.front(), numbers::sampleAt(0, 0));
    EXPECT_EQ(heard.back(), numbers::sampleAt(kFrames - 1, 1) * 0.5F);
}

TEST_F(PluginTakeover, OneOfFewerChannelsGoesOnAtTheSameFrame)
{
    rig().setQueue({plainFile(), plainFile("b.numbers")});
    rig().player->play();
    rig().playFrames(100'000);
    leaveTo({other("mono")});
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    ASSERT_EQ(heard.size(), kFrames * 2 * 2);
    uint64_t frame = 0;
    while (heard[frame * 2 + 1] == numbers::sampleAt(frame, 1))
        ++frame;
    EXPECT_GE(frame, 100'000u) << "what was decoded was not played";
    EXPECT_LT(frame, 250'000u) << "the other did not take over";
    for (; frame < kFrames; ++frame) {
        ASSERT_EQ(heard[frame * 2], numbers::sampleAt(frame, 0)) << "frame " << frame;
        ASSERT_EQ(heard[frame * 2 + 1], numbers::sampleAt(frame, 0)) << "frame " << frame;
    }
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u);
    EXPECT_THAT(rig().entriesOf(Kind::TrackFinished), ElementsAre(1, 2));
    EXPECT_EQ(rig().crank->opens(), 1u);
}

TEST_F(PluginTakeover, OneOfAnotherRateGoesOnWithoutAStep)
{
    rig().setQueue({numbersFile("44100 2 400000 576 1000 tone")});
    rig().player->play();
    const auto rateOfSource = [this] { return rig().player->snapshot().signalPath->sourceFormat.sampleRate; };
    rig().playFrames(50'000);
    leaveTo({other("double")});
    rig().playFrames(50'000);
    EXPECT_NEAR(rig().player->snapshot().positionSeconds, 100'000 / 44'100.0, 0.0001);
    EXPECT_EQ(rateOfSource(), 44'100u) << "what is heard was decoded before";
    rig().playFrames(100'000);
    EXPECT_NEAR(rig().player->snapshot().positionSeconds, 200'000 / 44'100.0, 0.0001);
    EXPECT_EQ(rateOfSource(), 88'200u);
    EXPECT_TRUE(rig().player->snapshot().signalPath->resampled);
    // And back again.
    m_candidates = {kSeekable};
    m_shelf.load("numbers_decoder_1", ControlReason::Enabled);
    m_other.disable();
    rig().settle();
    EXPECT_EQ(m_other.leases(), 0u);
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = rig().crank->recording();
    ASSERT_GE(heard.size(), kFrames * 2);
    for (uint64_t frame = 0; frame < kFrames; ++frame)
        ASSERT_NEAR(heard[frame * 2], numbers::toneAt(frame, 44'100), 0.0001) << "frame " << frame;
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u);
    EXPECT_EQ(rig().count(Kind::TrackStarted), 1u);
    EXPECT_EQ(rig().crank->opens(), 1u);
    EXPECT_EQ(rig().player->statistics().underruns, 0u);
}

TEST_F(PluginTakeover, AReloadBeforeTheFirstChangeIsMadeLosesNothing)
{
    rig().setQueue({numbersFile("44100 2 400000 576 1000 tone")});
    rig().player->play();
    rig().playFrames(50'000);
    leaveTo({other("double")});
    m_other.load("numbers_decoder_1"); // while the ring is full of what the first one decoded
    rig().settle();
    EXPECT_EQ(m_other.leases(), 1u);
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = rig().crank->recording();
    ASSERT_GE(heard.size(), kFrames * 2);
    // Before the last millisecond: there a resampler makes up what would follow.
    for (uint64_t frame = 0; frame < kFrames - 44; ++frame)
        ASSERT_NEAR(heard[frame * 2], numbers::toneAt(frame, 44'100), 0.0001) << "frame " << frame;
    EXPECT_EQ(rig().count(Kind::TrackFailed), 0u);
}

} // namespace
} // namespace stellatune::testing
