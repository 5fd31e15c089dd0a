#include "engine/control/player.h"

#include "engine/control/control_thread.h"

namespace stellatune {

Player::Player(PlayerConfig config) : m_control(std::make_unique<ControlThread>(std::move(config))) {}
Player::~Player() = default;

void Player::setQueue(QueueEntries entries)
{
    m_control->post([entries = std::move(entries)](PlayerMachine& machine) { machine.setQueue(entries); });
}

void Player::setRepeat(RepeatMode mode)
{
    m_control->post([mode](PlayerMachine& machine) { machine.setRepeat(mode); });
}

void Player::setShuffle(bool on)
{
    m_control->post([on](PlayerMachine& machine) { machine.setShuffle(on); });
}

void Player::setStopAfterCurrent(bool on)
{
    m_control->post([on](PlayerMachine& machine) { machine.setStopAfterCurrent(on); });
}

void Player::play()
{
    m_control->post([](PlayerMachine& machine) { machine.play(); });
}

void Player::playEntry(EntryId id, double startSeconds)
{
    m_control->post([id, startSeconds](PlayerMachine& machine) { machine.playEntry(id, startSeconds); });
}

void Player::cueEntry(EntryId id, double startSeconds)
{
    m_control->post([id, startSeconds](PlayerMachine& machine) { machine.cueEntry(id, startSeconds); });
}

void Player::pause()
{
    m_control->post([](PlayerMachine& machine) { machine.pause(); });
}

void Player::togglePause()
{
    m_control->post([](PlayerMachine& machine) { machine.togglePause(); });
}

void Player::stop()
{
    m_control->post([](PlayerMachine& machine) { machine.stop(); });
}

void Player::next()
{
    m_control->post([](PlayerMachine& machine) { machine.next(); });
}

void Player::previous()
{
    m_control->post([](PlayerMachine& machine) { machine.previous(); });
}

void Player::seek(double seconds)
{
    m_control->post([seconds](PlayerMachine& machine) { machine.seek(seconds); });
}

void Player::seekBy(double seconds)
{
    m_control->post([seconds](PlayerMachine& machine) { machine.seekBy(seconds); });
}

void Player::setVolume(double percent)
{
    m_control->post([percent](PlayerMachine& machine) { machine.setVolume(percent); });
}

void Player::setMuted(bool muted)
{
    m_control->post([muted](PlayerMachine& machine) { machine.setMuted(muted); });
}

void Player::setReplayGain(const ReplayGainSettings& settings)
{
    m_control->post([settings](PlayerMachine& machine) { machine.setReplayGain(settings); });
}

void Player::setFades(const FadeSettings& settings)
{
    m_control->post([settings](PlayerMachine& machine) { machine.setFades(settings); });
}

void Player::setDsp(const DspSpec& spec)
{
    m_control->post([spec](PlayerMachine& machine) { machine.setDsp(spec); });
}

void Player::setReadAhead(ReadAhead readAhead)
{
    m_control->post([readAhead](PlayerMachine& machine) { machine.setReadAhead(readAhead); });
}

void Player::setOutput(const OutputSettings& settings)
{
    m_control->post([settings](PlayerMachine& machine) { machine.setOutput(settings); });
}

void Player::setDecoderConfig(const DecoderCandidate& type, const std::string& config)
{
    m_control->post([type, config](PlayerMachine& machine) { machine.setDecoderConfig(type, config); });
}

void Player::requestDevices()
{
    m_control->post([](PlayerMachine& machine) { machine.requestDevices(); });
}

void Player::requestSinkTargets(const std::string& pluginId, const std::string& typeId,
                                const std::string& config)
{
    m_control->post([=](PlayerMachine& machine) {
        machine.requestSinkTargets({pluginId, typeId, {}}, config);
    });
}

PlayerSnapshot Player::snapshot() const
{
    return m_control->snapshot();
}

std::vector<PlayerEvent> Player::takeEvents()
{
    return m_control->takeEvents();
}

PlayerStatistics Player::statistics() const
{
    return m_control->statistics();
}

void Player::settle()
{
    m_control->settle();
}

} // namespace stellatune
