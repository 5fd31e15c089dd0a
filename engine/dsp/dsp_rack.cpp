#include "engine/dsp/dsp_rack.h"

#include <algorithm>
#include <utility>

namespace stellatune {

namespace {

/// Of the time that the music lasts, the part that DSP may take; decoding and resampling need some too.
constexpr double kMostLoad = 0.9;

} // namespace

DspRack::DspRack(const DspPlugins& plugins, std::shared_ptr<Doorbell> bell)
    : m_flag(WakeFlag::make(std::move(bell))), m_before(plugins, m_flag), m_after(plugins, m_flag)
{}

void DspRack::update(const DspSpec& spec)
{
    m_before.update(spec.beforeMapping);
    m_after.update(spec.afterMapping);
}

DspNews DspRack::attend()
{
    if (m_flag->lower()) {
        m_before.attend();
        m_after.attend();
        leaveOutWhatIsTooMuch();
    }
    DspNews news;
    std::vector<DspNodeState> states;
    m_before.appendStates(states);
    const size_t before = states.size();
    m_after.appendStates(states);
    std::for_each(states.begin() + static_cast<ptrdiff_t>(before), states.end(),
                  [](DspNodeState& state) { state.afterMapping = true; });
    if (states != m_told) {
        m_told = std::move(states);
        news.nodes = m_told;
    }
    m_before.takeOutcomes(news.outcomes);
    m_after.takeOutcomes(news.outcomes);
    return news;
}

/// Each of them may be fast enough and all of them not.
void DspRack::leaveOutWhatIsTooMuch()
{
    for (;;) {
        const double whole = m_before.load() + m_after.load();
        if (whole <= kMostLoad)
            return;
        DspChain& chain = m_before.largestLoad() >= m_after.largestLoad() ? m_before : m_after;
        chain.leaveOutLargest(whole);
        if (m_before.load() + m_after.load() >= whole)
            return; // a former node, which is on its way out
    }
}

void DspRack::letGo()
{
    m_before.letGo();
    m_after.letGo();
}

} // namespace stellatune
