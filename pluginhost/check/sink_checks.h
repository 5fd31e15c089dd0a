// The checks of output sinks.
#pragma once

#include "pluginhost/check/session.h"
#include "pluginhost/module/module_table.h"

namespace stellatune {

void checkSink(Session& session, const ModuleCapability& capability);

} // namespace stellatune
