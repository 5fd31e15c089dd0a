// What every type of instances must do, whatever its capability: configuration, state, making and unmaking.
#pragma once

#include "pluginhost/check/instance_under_check.h"
#include "pluginhost/check/session.h"
#include "pluginhost/module/module_table.h"

#include <string>

#include <nlohmann/json.hpp>

namespace stellatune {

/// As findings name a type: "dsp gain".
std::string nameOf(const ModuleCapability& capability);

/// The schema and the default configuration of a type.
struct ConfigUnderCheck {
    nlohmann::json schema;   ///< null when there is none that can be used
    nlohmann::json defaults; ///< an object
};

/// One step: reads the texts of a type, calls nothing.
void checkConfigTexts(Session& session, const ModuleCapability& capability);
ConfigUnderCheck readConfigTexts(const ModuleCapability& capability);

/// Several steps.
void checkInstances(Session& session, const ModuleCapability& capability, const InstanceFactory& make);

} // namespace stellatune
