// What the decode thread does about settings of decoders.
#include "engine/decode/decode_thread.h"

#include <utility>

namespace stellatune {

void DecodeThread::handle(SetDecoderConfig& command)
{
    using Status = UpdateOutcome::Status;
    const DecoderConfigChange change{std::move(command.config), ++m_configChanges};
    const auto isByType = [&](const std::optional<OpenTrack>& track) {
        return track && track->isBy(command.type);
    };
    UpdateOutcome outcome{Status::Applied, change.generation, {}, change.config, change.config};
    if (isByType(m_current) || isByType(m_next))
        outcome = (isByType(m_current) ? m_current : m_next)->changeConfig(change);
    // Nothing is heard of it, so it is simply opened again when it is needed.
    const bool isHeard = isByType(m_current) && m_stage != Stage::Idle;
    if (outcome.status == Status::RequiresRecreate && !isHeard) {
        outcome.status = Status::Applied;
        if (isByType(m_current))
            m_current.reset();
    }
    tellConfigured({command.type, std::move(outcome)});
    if (!m_current || m_stage == Stage::Idle)
        return;
    if (!m_current->isBy(command.type))
        m_current->openAnew(command.type);
    m_current->findSuccessor(m_opener);
    attendConfig();
    tellWhenLost();
}

/// What became of settings that took another decoder.
void DecodeThread::attendConfig()
{
    if (std::optional<DecoderOutcome> outcome = m_current->takeOutcome())
        tellConfigured(std::move(*outcome));
}

void DecodeThread::tellConfigured(DecoderOutcome configured)
{
    using Status = UpdateOutcome::Status;
    const UpdateOutcome& outcome = configured.outcome;
    if (outcome.status == Status::Applied || outcome.status == Status::Recreated) {
        m_opener.setConfig(configured.type, outcome.config);
        // Nothing was read of it yet.
        if (m_next && m_next->isBy(configured.type))
            m_next.reset();
    }
    m_report(DecoderConfigured{std::move(configured)});
}

/// Settings that wait for another decoder are for what is opened next.
void DecodeThread::letGoOfCurrent()
{
    if (!m_current)
        return;
    m_current->finish();
    attendConfig();
    m_current.reset();
}

} // namespace stellatune
