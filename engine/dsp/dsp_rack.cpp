#include "engine/dsp/dsp_rack.h"

#include <utility>

namespace stellatune {

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
    }
    DspNews news;
    std::vector<DspNodeState> states;
    m_before.appendStates(states);
    m_after.appendStates(states);
    if (states != m_told) {
        m_told = std::move(states);
        news.nodes = m_told;
    }
    m_before.takeOutcomes(news.outcomes);
    m_after.takeOutcomes(news.outcomes);
    return news;
}

void DspRack::letGo()
{
    m_before.letGo();
    m_after.letGo();
}

} // namespace stellatune
