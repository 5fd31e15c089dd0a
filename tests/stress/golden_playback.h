// A player on a hand-cranked device that plays music of which every sample is known, while its plugins come
// and go.
#pragma once

#include "tests/engine/control/player_rig.h"
#include "tests/fixtures/comes_true.h"
#include "tests/stress/golden_music.h"
#include "tests/stress/sink_recording.h"
#include "tests/stress/turmoil.h"
#include "tests/stress/watchful_plugin.h"

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <QCoreApplication>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {

/// STELLATUNE_STORM_SEED in the environment repeats the operations of another run.
inline uint32_t turmoilSeed()
{
    const char* asked = std::getenv("STELLATUNE_STORM_SEED");
    const uint32_t seed =
        asked != nullptr ? static_cast<uint32_t>(std::strtoul(asked, nullptr, 10)) : std::random_device()();
    fmt::print("STELLATUNE_STORM_SEED={}\n", seed);
    return seed;
}

class GoldenPlayback : public ::testing::Test {
  protected:
    GoldenPlayback() { clearBoards(); }
    ~GoldenPlayback() override
    {
        m_rig.reset();
        m_recording.reset(); // ends once the sink is closed
        m_turmoil.reset();
    }

    void prepare(Turmoil::Sound sound)
    {
        m_turmoil = std::make_unique<Turmoil>(m_store.path(), turmoilSeed(), sound);
        ASSERT_THAT(m_turmoil->surprises(), ::testing::IsEmpty());
        m_rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, noFades(), config());
        m_rig->player->setQueue(m_music.queue());
        m_rig->player->setDsp(m_turmoil->calmDsp());
    }
    PlayerConfig config()
    {
        PlayerConfig config;
        config.decoders = m_turmoil->decoders();
        config.dsp = m_turmoil->dsp();
        config.sinks = m_turmoil->sinks();
        config.output = m_output;
        config.fades = noFades();
        return config;
    }

    /// A round of the music, with nothing else going on.
    std::vector<float> undisturbed()
    {
        m_rig->player->play();
        waitForSound();
        EXPECT_TRUE(m_rig->playToEnd());
        EXPECT_EQ(m_rig->count(PlayerEvent::Kind::TrackFailed), 0u);
        m_rig->events.clear();
        return withoutSilence(m_rig->crank->takeRecording());
    }

    // ---- through the sink ----
    /// For what is played next.
    void choose(DeviceChoice device)
    {
        m_output.device = std::move(device);
        setSinkConfig(m_turmoil->calmSinkConfig());
    }
    void setSinkConfig(const std::string& config)
    {
        m_output.sinkConfig = config;
        m_rig->player->setOutput(m_output);
    }
    /// As SinkRecording(), in place of the recording before, whose sinks are closed.
    void record(std::function<void(const std::vector<float>&)> hear)
    {
        m_recording.reset();
        m_recording = std::make_unique<SinkRecording>(m_turmoil->sinkFolder(), std::move(hear));
    }
    Turmoil::Listener sinkListener()
    {
        return {[this](const DspSpec& spec) { m_rig->player->setDsp(spec); },
                [this](const std::string& config) { setSinkConfig(config); }};
    }
    /// Somebody hears more of it: the sink, or the default device in its place.
    void expectMusic()
    {
        const uint64_t before = heardOnEither();
        EXPECT_TRUE(comesTrue([this, before] {
            m_rig->settle();
            m_cranked += m_rig->crank->crank(1);
            if (m_rig->player->statistics().ringFill > 0.3)
                m_cranked += m_rig->crank->crank(2'048);
            m_rig->crank->takeRecording();
            return heardOnEither() > before;
        })) << "nobody hears anything any more";
    }
    uint64_t heardOnEither() const { return m_recording->samples() + m_cranked; }
    /// That many operations, of which some are on the sink that plays. It plays in the end.
    void rageAtTheSink(int operations)
    {
        m_rig->player->setQueue(m_music.queue(GoldenMusic::kManyRounds));
        setSinkConfig(m_turmoil->slowSinkConfig());
        m_rig->player->playEntry(1);
        rage(sinkListener(), operations, [this] { expectMusic(); });
        EXPECT_TRUE(comesTrue([this] {
            expectMusic();
            return m_rig->player->snapshot().device == Turmoil::sink();
        }));
    }

    void waitForSound()
    {
        EXPECT_TRUE(comesTrue([this] {
            m_rig->settle();
            return m_rig->crank->isStarted();
        }));
    }
    /// The device takes a little. What plugins do takes real time, of which a device takes no more than
    /// passes: so this one slows down while the ring runs low.
    std::vector<float> playOn()
    {
        EXPECT_TRUE(comesTrue([this] {
            m_rig->settle();
            m_rig->crank->crank(1);
            return m_rig->player->statistics().ringFill > 0.3;
        })) << "nobody decodes";
        m_rig->crank->crank(2'048);
        return m_rig->crank->takeRecording();
    }

    /// That many operations; `between` is called after each begin.
    template <typename Between>
    void rage(Player& player, int operations, Between between)
    {
        rage({[&player](const DspSpec& spec) { player.setDsp(spec); }, {}}, operations, between);
    }
    template <typename Between>
    void rage(const Turmoil::Listener& listener, int operations, Between between)
    {
        for (int i = 0; i < operations && !HasFailure(); ++i) {
            m_turmoil->begin(listener);
            m_turmoil->ask();
            between();
            // A few go on at a time.
            EXPECT_TRUE(comesTrue([this] { return m_turmoil->underWay() < 3; }));
        }
        EXPECT_TRUE(m_turmoil->calm(between));
    }

    /// Returns how many instances of DSP nodes were replaced.
    size_t expectNoFault(const std::vector<PlayerEvent>& events) const
    {
        size_t recreated = 0;
        for (const PlayerEvent& event : events) {
            EXPECT_NE(event.kind, PlayerEvent::Kind::TrackFailed) << event.error->message;
            EXPECT_NE(event.kind, PlayerEvent::Kind::DeviceLost) << event.error->message;
            for (const DspNodeState& node : event.dspNodes)
                EXPECT_NE(node.status, DspNodeState::Status::Faulty) << node.detail;
            for (const DspNodeOutcome& outcome : event.dspOutcomes)
                recreated += outcome.outcome.status == UpdateOutcome::Status::Recreated ? 1 : 0;
        }
        EXPECT_THAT(m_turmoil->surprises(), ::testing::IsEmpty());
        for (const CapabilityKind kind :
             {CapabilityKind::Dsp, CapabilityKind::Source, CapabilityKind::Lyrics}) {
            EXPECT_EQ(wrongsOn(boardOf(kind)), "") << nameOf(kind);
            EXPECT_GT(boardOf(kind).calls, 0u) << nameOf(kind);
        }
        return recreated;
    }

    void expectAllWell(Player& player, const std::vector<PlayerEvent>& events, const Ear& ear) const
    {
        EXPECT_EQ(ear.fault(), "");
        EXPECT_EQ(player.statistics().underruns, 0u);
        const size_t recreated = expectNoFault(events);
        EXPECT_GT(recreated, 0u);
        std::string counts;
        for (const auto& [operation, count] : m_turmoil->operations())
            counts += fmt::format(" {} {},", count, operation);
        fmt::print(
            "operations:{} {} answers of sources and lyrics providers, {} instances replaced, {} frames "
            "compared\n",
            counts, m_turmoil->answers(), recreated, ear.heard() / 2);
    }

    int operationCount() const
    {
        int all = 0;
        for (const auto& [operation, count] : m_turmoil->operations())
            all += count;
        return all;
    }

    int m_argumentCount = 1;
    char m_name[16] = "golden_playback";
    char* m_arguments[2] = {m_name, nullptr};
    const QCoreApplication m_application{m_argumentCount, m_arguments};
    const fixtures::TempFolder m_store;
    const GoldenMusic m_music;
    std::unique_ptr<Turmoil> m_turmoil;
    std::unique_ptr<SinkRecording> m_recording;
    std::unique_ptr<PlayerRig> m_rig;
    OutputSettings m_output = GoldenMusic::output();
    uint64_t m_cranked = 0; ///< frames that the default device played in place of the sink
};

} // namespace stellatune::testing
