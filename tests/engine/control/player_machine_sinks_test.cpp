// What the player decides about output sinks, with nothing but the decisions there.
#include "engine/control/player_machine.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = PlayerEvent::Kind;

const DeviceChoice kSink{"plugin", "org.example.net/cast"};
const DeviceChoice kSpeakers{"test", "speakers"};

PlayerConfig withSink()
{
    PlayerConfig config;
    config.output.device = kSink;
    config.output.sinkConfig = R"({"room": 1})";
    return config;
}

/// Plays the parts of the decode thread, the output thread and the renderer.
class PlayerMachineSinksTest : public ::testing::Test {
  protected:
    PlayerMachineSinksTest()
    {
        machine.setQueue(std::make_shared<std::vector<QueueEntry>>(
            std::vector<QueueEntry>{{1, "/1.flac"}, {2, "/2.flac"}}));
        machine.observe(view, now);
        forget();
    }

    void collect()
    {
        for (Effect& effect : machine.takeEffects()) {
            if (auto* command = std::get_if<OutputCommand>(&effect))
                output.push_back(std::move(*command));
            else if (auto* decode = std::get_if<DecodeCommand>(&effect))
                decodes.push_back(std::move(*decode));
            else if (auto* event = std::get_if<PlayerEvent>(&effect))
                events.push_back(std::move(*event));
        }
    }
    void forget()
    {
        collect();
        output.clear();
        decodes.clear();
        events.clear();
    }
    template <typename Command, typename List>
    static std::vector<Command> of(const List& list)
    {
        std::vector<Command> found;
        for (const auto& command : list) {
            if (const auto* one = std::get_if<Command>(&command))
                found.push_back(*one);
        }
        return found;
    }
    template <typename Command>
    std::vector<Command> asked()
    {
        collect();
        return of<Command>(output);
    }
    std::vector<Kind> told()
    {
        collect();
        std::vector<Kind> kinds;
        for (const PlayerEvent& event : events)
            kinds.push_back(event.kind);
        return kinds;
    }

    void answerCue()
    {
        collect();
        const CueTrack cue = of<CueTrack>(decodes).back();
        decodes.clear();
        DecoderInfo info;
        info.format = {44'100, ChannelLayout::standard(2)};
        info.frames = 44'100 * 100;
        machine.on(TrackCued{cue.ticket, cue.entry.id, info});
    }
    /// Answers the last OpenDevice, and lets it play.
    void answerOpen(const DeviceChoice& choice, std::optional<Error> fallbackReason = std::nullopt)
    {
        const OpenDevice open = asked<OpenDevice>().back();
        ticket = open.ticket;
        DeviceTraits traits;
        traits.realTime = !isSink(choice);
        machine.on(DeviceOpened{
            open.ticket, choice,
            std::make_shared<Renderer>(
                OpenedOutput{open.request.format, SampleFormat::Float32, 256, "device"}, traits, 4'096),
            std::move(fallbackReason)});
        collect();
        const BeginRing begin = of<BeginRing>(decodes).back();
        TrackJoined joined;
        joined.epoch = begin.epoch;
        joined.entry = machine.published().entry;
        joined.startSeconds = machine.published().fixedPosition.value_or(0.0);
        joined.info = *machine.published().info;
        machine.on(joined);
        machine.on(RingReady{begin.epoch});
        view = {};
        view.held = false;
        view.progress.epoch = begin.epoch;
        pass(0s);
    }
    void pass(std::chrono::seconds time)
    {
        now += time;
        view.progress.frame += static_cast<uint64_t>(time.count()) * 44'100;
        machine.observe(view, now);
    }
    void fail(ErrorCode code = ErrorCode::Io)
    {
        machine.on(DeviceStopped{ticket, {code, "output.sink", "It fell down."}});
    }
    void playOn(const DeviceChoice& choice, std::optional<Error> fallbackReason = std::nullopt)
    {
        answerCue();
        answerOpen(choice, std::move(fallbackReason));
    }
    /// What plays is faded out first.
    void playOnAfterFade()
    {
        answerCue();
        view.held = true;
        machine.observe(view, now);
        view.callbacks += 100;
        machine.observe(view, now);
        answerOpen(kSink);
    }
    void startPlaying()
    {
        machine.play();
        playOn(kSink);
        forget();
    }

    void stopPlaying()
    {
        machine.stop();
        view.drained = true;
        pass(0s);
        view.callbacks += 100;
        pass(0s);
        forget();
    }
    /// The sink is avoided, and what played in its place is lost.
    void loseTheOther()
    {
        machine.play();
        playOn(kSpeakers, Error{ErrorCode::NotFound, "output.sink", "It is off."});
        forget();
        fail(ErrorCode::DeviceLost);
        EXPECT_EQ(machine.published().state, PlaybackState::WaitingForDevice);
        answerCue();
        forget();
    }

    PlayerMachine machine{withSink(), 1};
    std::vector<OutputCommand> output;
    std::vector<DecodeCommand> decodes;
    std::vector<PlayerEvent> events;
    OutputView view;
    PlayerMachine::TimePoint now{1h};
    uint64_t ticket = 0; ///< of the device that is open
};

TEST_F(PlayerMachineSinksTest, OpensTheSinkWithItsSettings)
{
    machine.play();
    answerCue();
    ASSERT_EQ(asked<OpenDevice>().size(), 1U);
    EXPECT_EQ(asked<OpenDevice>()[0].choice, kSink);
    EXPECT_EQ(asked<OpenDevice>()[0].sinkConfig.config, R"({"room": 1})");
    EXPECT_TRUE(asked<OpenDevice>()[0].allowFallback);
}

TEST_F(PlayerMachineSinksTest, OpensASinkThatFailedOnceMoreWhereItWas)
{
    startPlaying();
    pass(5s);
    fail();
    answerCue();
    ASSERT_EQ(asked<OpenDevice>().size(), 1U);
    EXPECT_EQ(asked<OpenDevice>()[0].choice, kSink);
    EXPECT_NEAR(*machine.published().fixedPosition, 5.0, 0.01);
    EXPECT_THAT(told(), Not(Contains(Kind::DeviceFallback)));
    EXPECT_EQ(machine.published().state, PlaybackState::Playing);
}

TEST_F(PlayerMachineSinksTest, PlaysElsewhereWhenItFailsAgainSoon)
{
    startPlaying();
    fail();
    playOn(kSink);
    forget();
    pass(3s);
    fail();
    EXPECT_EQ(asked<AwaitSink>().size(), 1U);
    EXPECT_EQ(asked<AwaitSink>()[0].choice, kSink);
    EXPECT_THAT(told(), Not(Contains(Kind::DeviceFallback))) << "before another one is open";
    answerCue();
    ASSERT_EQ(asked<OpenDevice>().size(), 1U);
    EXPECT_TRUE(asked<OpenDevice>()[0].choice.isAutomatic());
    answerOpen(kSpeakers);
    collect();
    const auto fallback = std::find_if(events.begin(), events.end(), [](const PlayerEvent& event) {
        return event.kind == Kind::DeviceFallback;
    });
    ASSERT_NE(fallback, events.end());
    EXPECT_EQ(fallback->error->message, "It fell down.");
    EXPECT_EQ(machine.published().state, PlaybackState::Playing);
}

TEST_F(PlayerMachineSinksTest, HoldsNoChangeOfFormatAgainstASink)
{
    startPlaying();
    for (int i = 0; i < 3; ++i) {
        machine.on(DeviceStopped{ticket, {ErrorCode::DeviceLost, "output.sink", "It is another now."}, true});
        answerCue();
        EXPECT_EQ(asked<OpenDevice>().back().choice, kSink);
        answerOpen(kSink);
    }
    fail();
    answerCue();
    EXPECT_EQ(asked<OpenDevice>().back().choice, kSink) << "its first failure";
    EXPECT_THAT(asked<AwaitSink>(), IsEmpty());
}

TEST_F(PlayerMachineSinksTest, ForgivesAFailureAfterALongTimeOfMusic)
{
    startPlaying();
    for (int i = 0; i < 5; ++i) {
        pass(31s);
        fail();
        answerCue();
        EXPECT_EQ(asked<OpenDevice>().back().choice, kSink);
        answerOpen(kSink);
    }
    EXPECT_THAT(asked<AwaitSink>(), IsEmpty());
}

TEST_F(PlayerMachineSinksTest, OpensOneThatHangsOrIsGoneNotEvenOnce)
{
    for (const ErrorCode code : {ErrorCode::TimedOut, ErrorCode::NotFound}) {
        startPlaying();
        fail(code);
        EXPECT_EQ(asked<AwaitSink>().size(), 1U);
        answerCue();
        EXPECT_TRUE(asked<OpenDevice>().back().choice.isAutomatic());
        answerOpen(kSpeakers);
        machine.on(SinkReturned{kSink});
        machine.stop();
        view.drained = true;
        view.callbacks += 100;
        pass(0s);
        view.callbacks += 100;
        pass(0s);
        forget();
    }
}

TEST_F(PlayerMachineSinksTest, LooksLessAndLessOftenForOneThatKeepsFailing)
{
    startPlaying();
    std::vector<std::chrono::milliseconds> tries;
    fail();
    playOn(kSink);
    for (int i = 0; i < 8; ++i) {
        fail();
        tries.push_back(asked<AwaitSink>().back().firstTry);
        playOn(kSpeakers);
        machine.on(SinkReturned{kSink});
        playOnAfterFade();
    }
    EXPECT_EQ(tries.front(), 4s);
    EXPECT_TRUE(std::is_sorted(tries.begin(), tries.end()));
    EXPECT_EQ(tries.back(), 60s);
}

TEST_F(PlayerMachineSinksTest, LooksForOneThatCouldNotBeOpened)
{
    machine.play();
    playOn(kSpeakers, Error{ErrorCode::NotFound, "output.sink", "It is off."});
    EXPECT_EQ(asked<AwaitSink>().size(), 1U);
    EXPECT_THAT(told(), Contains(Kind::DeviceFallback));
    forget();

    // Until it is back, nothing tries it in the way of the music.
    machine.next();
    answerCue();
    EXPECT_THAT(asked<OpenDevice>(), IsEmpty()) << "the device that plays serves";
    EXPECT_THAT(asked<AwaitSink>(), IsEmpty());
}

TEST_F(PlayerMachineSinksTest, GoesBackToTheSinkWhereTheMusicIs)
{
    machine.play();
    playOn(kSpeakers, Error{ErrorCode::NotFound, "output.sink", "It is off."});
    pass(10s);
    forget();
    machine.on(SinkReturned{kSink});
    EXPECT_THAT(told(), Not(Contains(Kind::DeviceRestored)));
    playOnAfterFade();
    EXPECT_THAT(told(), Contains(Kind::DeviceRestored));
    EXPECT_EQ(machine.published().device, kSink);
    EXPECT_EQ(asked<OpenDevice>().back().choice, kSink);
    EXPECT_THAT(told(), Not(Contains(Kind::TrackStarted)));
    EXPECT_THAT(told(), Not(Contains(Kind::TrackFinished)));
}

TEST_F(PlayerMachineSinksTest, GoesBackWithTheNextTrackWhenNothingPlays)
{
    machine.play();
    playOn(kSpeakers, Error{ErrorCode::NotFound, "output.sink", "It is off."});
    stopPlaying();
    machine.on(SinkReturned{kSink});
    EXPECT_THAT(asked<OpenDevice>(), IsEmpty());
    machine.play();
    answerCue();
    EXPECT_EQ(asked<OpenDevice>().back().choice, kSink);
}

TEST_F(PlayerMachineSinksTest, WaitsNoLongerForTheOtherDeviceWhenTheSinkIsBack)
{
    loseTheOther();
    pass(1s);
    ASSERT_EQ(asked<OpenDevice>().size(), 1U);
    EXPECT_EQ(asked<OpenDevice>()[0].choice, kSpeakers);
    machine.on(SinkReturned{kSink});
    answerCue();
    machine.on(DeviceOpenFailed{asked<OpenDevice>().back().ticket, {}});
    ASSERT_EQ(asked<OpenDevice>().size(), 2U);
    EXPECT_EQ(asked<OpenDevice>()[1].choice, kSink);
    answerOpen(kSink);
    EXPECT_EQ(machine.published().state, PlaybackState::Playing);
    EXPECT_THAT(told(), Contains(Kind::DeviceRestored));
}

TEST_F(PlayerMachineSinksTest, GoesToTheSinkBetweenTwoLooksForTheOtherDevice)
{
    loseTheOther();
    machine.on(SinkReturned{kSink});
    ASSERT_EQ(asked<OpenDevice>().size(), 1U);
    EXPECT_EQ(asked<OpenDevice>()[0].choice, kSink);
    EXPECT_THAT(of<CueTrack>(decodes), IsEmpty()) << "it is cued";
}

TEST_F(PlayerMachineSinksTest, WaitsNoLongerForTheOtherDeviceWhenTheSinkIsSetAnew)
{
    OutputSettings settings = withSink().output;
    settings.sinkConfig = R"({"room": 2})";
    loseTheOther();
    machine.setOutput(settings);
    ASSERT_EQ(asked<OpenDevice>().size(), 1U) << "between two looks for the other";
    EXPECT_EQ(asked<OpenDevice>()[0].choice, kSink);
    EXPECT_EQ(asked<OpenDevice>()[0].sinkConfig.config, settings.sinkConfig);
    EXPECT_NE(machine.published().state, PlaybackState::WaitingForDevice);
}

TEST_F(PlayerMachineSinksTest, SettingsWhileTheOtherDeviceIsLookedForLeadToTheSinkToo)
{
    OutputSettings settings = withSink().output;
    settings.sinkConfig = R"({"room": 2})";
    loseTheOther();
    pass(1s);
    machine.setOutput(settings);
    answerCue();
    machine.on(DeviceOpenFailed{asked<OpenDevice>().back().ticket, {}});
    ASSERT_EQ(asked<OpenDevice>().size(), 2U);
    EXPECT_EQ(asked<OpenDevice>()[1].choice, kSink);
    EXPECT_EQ(asked<OpenDevice>()[1].sinkConfig.config, settings.sinkConfig);
}

TEST_F(PlayerMachineSinksTest, TellsWhenTheOtherDeviceCannotBeOpenedEither)
{
    machine.play();
    playOn(kSpeakers, Error{ErrorCode::NotFound, "output.sink", "It is off."});
    stopPlaying();
    machine.play();
    playOn({"null", ""}, Error{ErrorCode::DeviceUnavailable, "output", "No speakers."});
    EXPECT_THAT(told(), Contains(Kind::DeviceFallback));
}

TEST_F(PlayerMachineSinksTest, TakesNoNoticeOfASinkThatIsNotChosenAnyMore)
{
    machine.play();
    playOn(kSpeakers, Error{ErrorCode::NotFound, "output.sink", "It is off."});
    OutputSettings settings = withSink().output;
    settings.device = kSpeakers;
    machine.setOutput(settings);
    EXPECT_EQ(asked<ForgetSink>().size(), 1U);
    forget();
    machine.on(SinkReturned{kSink});
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_THAT(asked<OpenDevice>(), IsEmpty());
}

TEST_F(PlayerMachineSinksTest, ASinkThatIsChosenAnewDoesNotComeBack)
{
    machine.play();
    playOn(kSpeakers, Error{ErrorCode::NotFound, "output.sink", "It is off."});
    stopPlaying();
    machine.on(SinkReturned{kSink});
    OutputSettings settings = withSink().output;
    settings.device = kSpeakers;
    machine.setOutput(settings);
    settings.device = kSink;
    machine.setOutput(settings);
    machine.play();
    playOn(kSink);
    EXPECT_THAT(told(), Contains(Kind::DeviceOpened));
    EXPECT_THAT(told(), Not(Contains(Kind::DeviceRestored)));
}

TEST_F(PlayerMachineSinksTest, HandsSettingsToTheSinkThatPlays)
{
    startPlaying();
    OutputSettings settings = withSink().output;
    settings.sinkConfig = R"({"room": 2})";
    machine.setOutput(settings);
    ASSERT_EQ(asked<ConfigureSink>().size(), 1U);
    EXPECT_EQ(asked<ConfigureSink>()[0].choice, kSink);
    EXPECT_EQ(asked<ConfigureSink>()[0].change.config, R"({"room": 2})");
    EXPECT_EQ(asked<ConfigureSink>()[0].change.generation, 1U);
    EXPECT_THAT(of<CueTrack>(decodes), IsEmpty()) << "the music goes on";
    EXPECT_THAT(asked<CloseDevice>(), IsEmpty());

    // Rejected: the next session has what is in force.
    const UpdateOutcome refused{UpdateOutcome::Status::Rejected, 1, "No.", settings.sinkConfig,
                                R"({"room": 1})"};
    machine.on(SinkConfigured{{"org.example.net", "cast", refused}});
    EXPECT_THAT(told(), Contains(Kind::SinkConfigured));
    EXPECT_EQ(events.back().sinkOutcomes[0].outcome.detail, "No.");
    fail();
    answerCue();
    EXPECT_EQ(asked<OpenDevice>().back().sinkConfig.config, R"({"room": 1})");
}

TEST_F(PlayerMachineSinksTest, OpensTheSinkAsAskedLastWhateverIsToldLate)
{
    OutputSettings settings = withSink().output;
    startPlaying();
    settings.sinkConfig = R"({"room": 2})";
    machine.setOutput(settings);
    stopPlaying();
    settings.sinkConfig = R"({"room": 3})";
    machine.setOutput(settings);
    const UpdateOutcome late{UpdateOutcome::Status::Rejected, 1, "No.", R"({"room": 2})", R"({"room": 1})"};
    machine.on(SinkConfigured{{"org.example.net", "cast", late}});
    machine.play();
    answerCue();
    EXPECT_EQ(asked<OpenDevice>().back().sinkConfig.config, settings.sinkConfig);
}

TEST_F(PlayerMachineSinksTest, LooksForTheSinkWithTheSettingsThatStand)
{
    OutputSettings settings = withSink().output;
    startPlaying();
    settings.sinkConfig = R"({"room": 2})";
    machine.setOutput(settings);
    fail(ErrorCode::TimedOut);
    ASSERT_EQ(asked<AwaitSink>().size(), 1U);
    EXPECT_EQ(asked<AwaitSink>()[0].config, settings.sinkConfig) << "there is no answer yet";
    const UpdateOutcome late{UpdateOutcome::Status::Rejected, 1, "No.", settings.sinkConfig,
                             R"({"room": 1})"};
    machine.on(SinkConfigured{{"org.example.net", "cast", late}});
    ASSERT_EQ(asked<AwaitSink>().size(), 2U);
    EXPECT_EQ(asked<AwaitSink>()[1].config, R"({"room": 1})");
}

TEST_F(PlayerMachineSinksTest, LooksForTheSinkWithTheSettingsThatCameWhileItWasOpened)
{
    machine.play();
    answerCue();
    OutputSettings settings = withSink().output;
    settings.sinkConfig = R"({"room": 2})";
    machine.setOutput(settings);
    answerOpen(kSpeakers, Error{ErrorCode::Io, "output.sink", "No such room."});
    ASSERT_EQ(asked<AwaitSink>().size(), 1U);
    EXPECT_EQ(asked<AwaitSink>()[0].config, settings.sinkConfig);
}

TEST_F(PlayerMachineSinksTest, OpensOneThatFailedDuringAPauseWhenItEnds)
{
    startPlaying();
    for (int pauses = 0; pauses < 3; ++pauses) {
        machine.pause();
        view.held = true;
        pass(0s);
        fail(ErrorCode::NotFound);
        EXPECT_EQ(machine.published().state, PlaybackState::Paused);
        machine.play();
        playOn(kSink);
        EXPECT_EQ(asked<OpenDevice>().back().choice, kSink);
    }
    EXPECT_THAT(asked<AwaitSink>(), IsEmpty());
    EXPECT_THAT(told(), Not(Contains(Kind::DeviceFallback)));
    EXPECT_EQ(machine.published().state, PlaybackState::Playing);
}

TEST_F(PlayerMachineSinksTest, TriesASinkThatIsAvoidedWithOtherSettingsAtOnce)
{
    machine.play();
    playOn(kSpeakers, Error{ErrorCode::Io, "output.sink", "No such room."});
    forget();
    OutputSettings settings = withSink().output;
    settings.sinkConfig = R"({"room": 2})";
    machine.setOutput(settings);
    EXPECT_EQ(asked<ForgetSink>().size(), 1U);
    playOnAfterFade();
    EXPECT_EQ(asked<OpenDevice>().back().choice, kSink);
    EXPECT_EQ(asked<OpenDevice>().back().sinkConfig.config, R"({"room": 2})");
}

TEST_F(PlayerMachineSinksTest, AnotherDeviceThatFailsIsStillWaitedFor)
{
    OutputSettings settings = withSink().output;
    settings.device = kSpeakers;
    machine.setOutput(settings);
    machine.play();
    playOn(kSpeakers);
    forget();
    fail(ErrorCode::DeviceLost);
    EXPECT_THAT(told(), Contains(Kind::DeviceLost));
    EXPECT_EQ(machine.published().state, PlaybackState::WaitingForDevice);
    EXPECT_THAT(asked<AwaitSink>(), IsEmpty());
}

} // namespace
} // namespace stellatune
