// All the DSP of a player: a chain on the track's own channels and one on what the device takes.
#pragma once

#include "engine/dsp/dsp_chain.h"

#include <memory>
#include <optional>
#include <vector>

namespace stellatune {

/// What there is to tell. Plain values.
struct DspNews {
    std::optional<std::vector<DspNodeState>> nodes; ///< all of them, when one changed
    std::vector<DspNodeOutcome> outcomes;

    bool isEmpty() const { return !nodes && outcomes.empty(); }
};

/// Owned by the decode thread.
class DspRack {
  public:
    /// `bell` is rung when there is something to attend to.
    DspRack(const DspPlugins& plugins, std::shared_ptr<Doorbell> bell);

    DspChain& beforeMapping() { return m_before; }
    DspChain& afterMapping() { return m_after; }

    void update(const DspSpec& spec);
    /// Costs one atomic read. Any thread.
    bool hasWork() const { return m_flag->isUp(); }
    /// At a block boundary, whenever there may be work or something to tell.
    DspNews attend();

    /// See DspChain.
    bool holdsFormerBuild() const { return m_before.holdsFormerBuild() || m_after.holdsFormerBuild(); }
    void letGo();

  private:
    void leaveOutWhatIsTooMuch();

    const std::shared_ptr<WakeFlag> m_flag;
    DspChain m_before;
    DspChain m_after;
    std::vector<DspNodeState> m_told;
};

} // namespace stellatune
