// The checks of decoder types.
#pragma once

#include "pluginhost/check/session.h"
#include "pluginhost/module/module_table.h"

#include <filesystem>
#include <vector>

namespace stellatune {

/// `music`: files that the decoder should play, for what only real music shows.
void checkDecoder(Session& session, const ModuleCapability& capability,
                  const std::vector<std::filesystem::path>& music);

} // namespace stellatune
