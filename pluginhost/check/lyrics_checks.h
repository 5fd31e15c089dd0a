// The checks of lyrics providers.
#pragma once

#include "pluginhost/check/session.h"
#include "pluginhost/module/module_table.h"

namespace stellatune {

void checkLyrics(Session& session, const ModuleCapability& capability);

} // namespace stellatune
