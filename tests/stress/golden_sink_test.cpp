// What plugins do while music plays to the sink of one is not heard there either, and a sink that comes and
// goes leaves nobody without music.
#include "tests/stress/golden_playback.h"

#include <algorithm>
#include <map>

namespace stellatune::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kOperations = 150;
#else
constexpr int kOperations = 1'000;
#endif

using Outcome = UpdateOutcome::Status;

class GoldenSink : public GoldenPlayback {
  protected:
    /// A round of the music as the sink gets it, with nothing else going on.
    std::vector<float> undisturbedAtTheSink()
    {
        std::vector<float> round;
        record([&round](const std::vector<float>& samples) {
            round.insert(round.end(), samples.begin(), samples.end());
        });
        m_rig->player->play();
        EXPECT_TRUE(comesTrue([this] {
            m_rig->settle();
            return m_rig->count(PlayerEvent::Kind::QueueFinished) == 1;
        }));
        m_recording->finish();
        m_rig->events.clear();
        return withoutSilence(round);
    }
    ptrdiff_t fallbacks() const
    {
        return std::count_if(m_rig->events.begin(), m_rig->events.end(), [](const PlayerEvent& event) {
            return event.kind == PlayerEvent::Kind::DeviceFallback;
        });
    }
    /// And everything that came to the sink was heard.
    void stop()
    {
        m_rig->player->stop();
        EXPECT_TRUE(comesTrue([this] {
            m_rig->settle();
            return m_rig->player->snapshot().state == PlaybackState::Stopped;
        }));
        m_recording->finish();
    }
};

TEST_F(GoldenSink, GetsEverySampleOnceWhateverIsDoneToPlugins)
{
    prepare({1.0F, true});
    choose(Turmoil::sink());
    const std::vector<float> round = undisturbedAtTheSink();
    Ear ear(round);
    record([&ear](const std::vector<float>& samples) { ear.hear(samples); });
    m_rig->player->setQueue(m_music.queue(GoldenMusic::kManyRounds));
    setSinkConfig(m_turmoil->slowSinkConfig());
    m_rig->player->playEntry(1);
    rage(sinkListener(), kOperations, [this] { m_rig->settle(); });
    // The operations may have taken less time than one round of the music.
    setSinkConfig(m_turmoil->calmSinkConfig());
    const uint64_t raged = m_recording->samples();
    EXPECT_TRUE(comesTrue([&] { return m_recording->samples() > raged + round.size(); }));
    stop();

    EXPECT_EQ(m_rig->crank->opens(), 0U);
    std::map<Outcome, int> outcomes;
    for (const PlayerEvent& event : m_rig->events) {
        EXPECT_NE(event.kind, PlayerEvent::Kind::DeviceFallback);
        for (const SinkOutcome& outcome : event.sinkOutcomes)
            ++outcomes[outcome.outcome.status];
    }
    EXPECT_GT(outcomes[Outcome::Applied], 0);
    EXPECT_GT(outcomes[Outcome::Recreated], 0);
    EXPECT_EQ(outcomes[Outcome::Failed] + outcomes[Outcome::Rejected], 0);
    expectAllWell(*m_rig->player, m_rig->events, ear);
}

TEST_F(GoldenSink, MusicGoesOnWhenItComesAndGoes)
{
    prepare({1.0F});
    choose(Turmoil::sink());
    record([](const std::vector<float>&) {});
    // So few operations may by chance leave the sink alone.
    for (int round = 0; round < 20 && (fallbacks() == 0 || m_cranked == 0) && !HasFailure(); ++round)
        rageAtTheSink(kOperations / 5);
    stop();
    fmt::print("{} times the default device played on, {} frames\n", fallbacks(), m_cranked);
    EXPECT_GT(fallbacks(), 0);
    EXPECT_GT(m_cranked, 0U);
    expectNoFault(m_rig->events);
}

} // namespace
} // namespace stellatune::testing
