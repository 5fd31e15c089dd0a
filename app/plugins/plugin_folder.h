// Where the plugins of a data folder are, for the window and the command line alike.
#pragma once

#include <filesystem>

#include <QString>

namespace stellatune {

/// The store's folder. `dataFolder` from resolveDataFolder(). Creates nothing.
std::filesystem::path pluginFolder(const QString& dataFolder);

} // namespace stellatune
