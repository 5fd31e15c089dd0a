#include "app/plugins/dsp_access.h"

#include <utility>

namespace stellatune {

DspPlugins dspOf(LeaseRegistry& registry)
{
    DspPlugins plugins;
    plugins.bind = [&registry](const std::string& pluginId, const std::string& typeId,
                               std::function<void()> wake) {
        return registry.bind(pluginId, CapabilityKind::Dsp, typeId, std::move(wake));
    };
    return plugins;
}

} // namespace stellatune
