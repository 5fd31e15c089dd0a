#include "pluginhost/runtime/plugin_overview.h"

#include "pluginhost/package/plugin_store.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace stellatune {

std::string_view nameOf(PluginStatus::State state)
{
    switch (state) {
    case PluginStatus::State::Disabled:
        return "disabled";
    case PluginStatus::State::Enabled:
        return "enabled";
    case PluginStatus::State::Loaded:
        return "loaded";
    case PluginStatus::State::Failed:
        return "failed";
    case PluginStatus::State::Leaving:
        return "leaving";
    }
    return "unknown";
}

ApplyMachine::Status PluginOverview::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

std::vector<std::string> PluginOverview::history() const
{
    const std::lock_guard lock(m_mutex);
    return m_history;
}

std::vector<PluginStatus> PluginOverview::plugins(const std::vector<LeaseView>& leases) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<PluginStatus> all;
    for (const DesiredPlugin& plugin : m_desired.plugins) {
        PluginStatus status;
        status.desired = plugin;
        if (const auto known = m_known.find(plugin.id); known != m_known.end()) {
            status.metadata = known->second.metadata;
            status.detail = known->second.failure;
        }
        std::copy_if(leases.begin(), leases.end(), std::back_inserter(status.leases),
                     [&plugin](const LeaseView& lease) { return lease.pluginId == plugin.id; });
        const bool isLoaded =
            std::any_of(status.leases.begin(), status.leases.end(),
                        [](const LeaseView& lease) { return lease.state == LeaseView::State::Current; });
        using State = PluginStatus::State;
        status.state = plugin.uninstallPending  ? State::Leaving
                       : !plugin.enabled        ? State::Disabled
                       : isLoaded               ? State::Loaded
                       : !status.detail.empty() ? State::Failed
                                                : State::Enabled;
        all.push_back(std::move(status));
    }
    return all;
}

DecoderOrder PluginOverview::decoderOrder() const
{
    const std::lock_guard lock(m_mutex);
    return m_decoderOrder;
}

std::optional<Error> PluginOverview::storeFailure() const
{
    const std::lock_guard lock(m_mutex);
    return m_storeFailure;
}

void PluginOverview::setStatus(ApplyMachine::Status status)
{
    const std::lock_guard lock(m_mutex);
    m_status = status;
}

void PluginOverview::setDesired(DesiredState desired)
{
    const std::lock_guard lock(m_mutex);
    m_desired = std::move(desired);
}

void PluginOverview::setFailure(const std::string& pluginId, std::string failure)
{
    const std::lock_guard lock(m_mutex);
    m_known[pluginId].failure = std::move(failure);
}

bool PluginOverview::knows(const DesiredPlugin& plugin) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_known.find(plugin.id);
    return known != m_known.end() && known->second.sha256 == plugin.fingerprint.sha256;
}

void PluginOverview::learn(const DesiredPlugin& plugin, Result<PluginMetadata> metadata)
{
    const std::lock_guard lock(m_mutex);
    Knowledge& known = m_known[plugin.id];
    known.sha256 = plugin.fingerprint.sha256;
    if (metadata)
        known.metadata = std::move(*metadata);
    else
        known.failure = metadata.error().message;
}

void PluginOverview::setHistory(std::vector<std::string> reports)
{
    const std::lock_guard lock(m_mutex);
    m_history = std::move(reports);
}

void PluginOverview::addToHistory(std::string report)
{
    const std::lock_guard lock(m_mutex);
    m_history.push_back(std::move(report));
    if (m_history.size() > PluginStore::kKeptReports)
        m_history.erase(m_history.begin());
}

void PluginOverview::setDecoderOrder(DecoderOrder order)
{
    const std::lock_guard lock(m_mutex);
    m_decoderOrder = std::move(order);
}

void PluginOverview::setStoreFailure(Error failure)
{
    const std::lock_guard lock(m_mutex);
    m_storeFailure = std::move(failure);
}

} // namespace stellatune
