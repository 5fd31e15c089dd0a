#include "app/plugins/sink_access.h"

#include <utility>

namespace stellatune {

SinkPlugins sinksOf(LeaseRegistry& registry)
{
    SinkPlugins sinks;
    sinks.bind = [&registry](const std::string& pluginId, const std::string& typeId,
                             std::function<void()> wake) {
        return registry.bind(pluginId, CapabilityKind::Output, typeId, std::move(wake));
    };
    return sinks;
}

} // namespace stellatune
