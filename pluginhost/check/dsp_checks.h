// The checks of DSP types.
#pragma once

#include "pluginhost/check/session.h"
#include "pluginhost/module/module_table.h"

namespace stellatune {

void checkDsp(Session& session, const ModuleCapability& capability);

} // namespace stellatune
