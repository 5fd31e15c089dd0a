// How the player gets on with output sinks of plugins, which fail, go and come back while music plays.
#include "engine/control/player_machine.h"

#include <algorithm>
#include <utility>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

/// A sink that played for that long before it failed is opened again at once.
constexpr auto kTrustworthy = 30s;
/// Before one that failed is tried again; doubled with each failure in a row.
constexpr std::chrono::milliseconds kFirstTry = 2s;
constexpr std::chrono::milliseconds kRarestTry = 60s;

} // namespace

/// The sink stopped by itself. Once it is opened again; when it fails again soon, another device plays on.
void PlayerMachine::goOnWithoutSink(const DeviceStopped& event)
{
    const double position = heardSeconds();
    const Error& error = event.error;
    if (m_now - m_sink.openedAt >= kTrustworthy)
        m_sink.failures = 0;
    if (!event.takesAnotherFormat)
        ++m_sink.failures;
    // What hangs would hang again, and what is not there is not opened. By the end of a pause it may be.
    const bool mayDo = m_want == Want::Paused || (m_sink.failures == 1 && error.code != ErrorCode::NotFound);
    const bool again = event.takesAnotherFormat || (mayDo && error.code != ErrorCode::TimedOut);
    m_view.drained = true; // nothing is left to fade out
    closeDevice();
    if (!again && m_published.device == m_output.device)
        avoidSink(error);
    if (m_want == Want::Stopped)
        return;
    recue(position, Start::Resume);
    refreshState();
}

/// The default device plays until the sink can be opened again. `why` is told once that device is open.
void PlayerMachine::avoidSink(std::optional<Error> why)
{
    m_sink.use = SinkStanding::Use::Avoided;
    m_sink.untoldTrouble = std::move(why);
    awaitSink();
}

void PlayerMachine::awaitSink()
{
    AwaitSink await;
    await.choice = m_output.device;
    await.config = m_output.sinkConfig;
    if (m_published.info)
        await.request = requestFor(*m_published.info);
    const uint32_t doublings = std::min(m_sink.failures, 6U);
    await.firstTry = std::min(kFirstTry * (1U << doublings) / 2, kRarestTry);
    m_effects.emplace_back(OutputCommand(std::move(await)));
}

/// There is no reason any more to keep away from what was chosen.
void PlayerMachine::trustSink()
{
    m_sink.failures = 0;
    m_sink.untoldTrouble.reset();
    if (std::exchange(m_sink.use, SinkStanding::Use::Wanted) != SinkStanding::Use::Avoided)
        return;
    m_effects.emplace_back(OutputCommand(ForgetSink{}));
}

void PlayerMachine::changeSinkConfig()
{
    const SinkConfigChange change{m_output.sinkConfig, ++m_sink.configGeneration};
    if (!isSink(m_output.device))
        return;
    const bool avoided = avoidsSink();
    if (avoided) {
        // Perhaps this is what it needs.
        m_mustReopen = m_device != DeviceStage::Closed;
        trustSink();
    }
    m_effects.emplace_back(OutputCommand(ConfigureSink{m_output.device, change}));
    if (avoided)
        waitNoLonger();
}

/// For the device that played in place of a sink, and was lost itself.
void PlayerMachine::waitNoLonger()
{
    m_retryAt.reset();
    if (!std::exchange(m_waitingForDevice, false))
        return;
    if (m_device == DeviceStage::Closed)
        advance();
    refreshState();
}

void PlayerMachine::on(const SinkConfigured& event)
{
    const bool isChosen = isSink(m_output.device, event.outcome.pluginId, event.outcome.typeId);
    if (isChosen && takeBackRefused(m_output.sinkConfig, event.outcome.outcome) && avoidsSink())
        awaitSink(); // else it is looked for with what was refused
    PlayerEvent configured;
    configured.kind = PlayerEvent::Kind::SinkConfigured;
    configured.sinkOutcomes.push_back(event.outcome);
    emit(std::move(configured));
}

void PlayerMachine::on(const SinkTroubled& event)
{
    emit(PlayerEvent::Kind::PluginTroubled, m_published.entry, event.error);
}

void PlayerMachine::on(const SinkReturned& event)
{
    if (!avoidsSink() || event.choice != m_output.device)
        return;
    m_sink.use = SinkStanding::Use::Returning;
    m_sink.untoldTrouble.reset();
    const bool isClosed = m_device == DeviceStage::Closed;
    waitNoLonger();
    if (isClosed)
        return; // it is opened with the next track, or was just now
    m_mustReopen = true;
    if (m_decode != DecodeStage::Idle)
        recue(heardSeconds(), Start::Resume);
}

} // namespace stellatune
