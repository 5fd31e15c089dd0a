#include "pluginhost/worker/worker_control.h"

#include <utility>

namespace stellatune {

std::string_view describe(ControlReason reason)
{
    switch (reason) {
    case ControlReason::LeaseChanged:
        return "the plugin was updated";
    case ControlReason::Enabled:
        return "the plugin was enabled";
    case ControlReason::Disabled:
        return "the plugin was disabled";
    case ControlReason::Uninstalled:
        return "the plugin was uninstalled";
    case ControlReason::ShuttingDown:
        return "the plugins are being shut down";
    }
    return "for no reason that is known";
}

void WorkerMailbox::post(WorkerControl::Kind kind, ControlReason reason)
{
    {
        const std::lock_guard lock(m_mutex);
        m_latest = WorkerControl{kind, reason, ++m_sequence};
        m_waiting.store(true, std::memory_order_release);
    }
    if (m_wake)
        m_wake();
}

std::optional<WorkerControl> WorkerMailbox::takeLatest()
{
    if (!m_waiting.load(std::memory_order_acquire))
        return std::nullopt;
    const std::lock_guard lock(m_mutex);
    m_waiting.store(false, std::memory_order_relaxed);
    return std::exchange(m_latest, std::nullopt);
}

} // namespace stellatune
