// What the player makes of the decode thread's news about the DSP chains.
#include "engine/control/player_machine.h"

#include <algorithm>
#include <utility>

namespace stellatune {

/// Those who show the chains are told at once; the signal path is what is heard, and follows later.
void PlayerMachine::on(const DspNodesChanged& event)
{
    DspHeard heard{event.epoch, event.ringFrame, {}, 0};
    if (heard.epoch == 0)
        heard.epoch = m_decode == DecodeStage::Streaming ? m_epoch : m_epoch + 1;
    for (const DspNodeState& node : event.nodes) {
        if (node.status != DspNodeState::Status::Active)
            continue;
        heard.names.push_back(node.name);
        heard.beforeMapping += node.afterMapping ? 0 : 1;
    }
    m_dspToBeHeard.push_back(std::move(heard));
    followDsp();
    PlayerEvent changed;
    changed.kind = PlayerEvent::Kind::DspChanged;
    changed.dspNodes = event.nodes;
    emit(std::move(changed));
}

/// What was decoded before a change is heard first.
void PlayerMachine::followDsp()
{
    const uint64_t heardFrame =
        m_view.progress.frame - std::min<uint64_t>(m_view.progress.frame, m_view.latencyFrames);
    const auto isHeard = [&](const DspHeard& change) {
        if (m_published.renderer == nullptr)
            return true; // nothing else is
        return change.epoch < m_view.progress.epoch ||
               (change.epoch == m_view.progress.epoch && change.ringFrame <= heardFrame);
    };
    while (!m_dspToBeHeard.empty() && isHeard(m_dspToBeHeard.front())) {
        m_published.dsp = std::move(m_dspToBeHeard.front().names);
        m_published.dspBeforeMapping = m_dspToBeHeard.front().beforeMapping;
        m_dspToBeHeard.pop_front();
        emit(PlayerEvent::Kind::StateChanged); // the signal path is another
    }
}

void PlayerMachine::on(const DspConfigured& event)
{
    PlayerEvent configured;
    configured.kind = PlayerEvent::Kind::DspConfigured;
    configured.dspOutcomes = event.outcomes;
    emit(std::move(configured));
}

} // namespace stellatune
