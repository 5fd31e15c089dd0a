// What a plugin's file gives away before and after it is loaded.
#pragma once

#include "pluginhost/check/session.h"
#include "pluginhost/module/module_table.h"

#include <filesystem>

namespace stellatune {

/// Reads the file and loads nothing.
void checkLibrary(Session& session, const std::filesystem::path& library);

/// The libraries that came with it; `info` is what the plugin says about itself.
void checkSideLibraries(Session& session, const std::filesystem::path& library, const ModuleInfo& info);

/// Says why the system did not load it.
void explainLoadFailure(Session& session, const std::filesystem::path& library, const std::string& words);

/// Whether the file alone tells that the library will stay, which checkLibrary() reports.
bool isPinned(const std::filesystem::path& library);

} // namespace stellatune
