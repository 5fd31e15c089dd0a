// The effects that can be added to the chain, by names that tell them apart. Pure.
#pragma once

#include "engine/dsp/dsp_spec.h"
#include "pluginhost/runtime/coordinator.h"

#include <QString>

#include <vector>

namespace stellatune {

struct EffectOffer {
    QString name;     ///< with its plugin where another effect is called the same
    DspNodeSpec node; ///< as it starts, without an id
};

/// Of the plugins that can be used, in the order of their names.
std::vector<EffectOffer> effectOffers(const std::vector<PluginStatus>& plugins);

} // namespace stellatune
