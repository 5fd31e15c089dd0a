// The checks of sources.
#pragma once

#include "pluginhost/check/session.h"
#include "pluginhost/module/module_table.h"

namespace stellatune {

void checkSource(Session& session, const ModuleCapability& capability);

} // namespace stellatune
