// The command line's way to the plugins: through the window that runs, or without one by itself.
#pragma once

#include "app/plugins/plugin_json.h"
#include "pluginhost/base/result.h"

#include <QString>

namespace stellatune {

/// Requests and answers as in plugin_requests.h; an answer that says why nothing was done comes as its error.
/// When no window runs, the data folder is claimed meanwhile, so that a window that starts waits until this
/// is over. A query of a folder where no plugins ever were makes nothing. ErrorCode::Busy: the window does
/// not answer, or ended before it did. Needs a QCoreApplication. Blocks, for as long as plugins take to be
/// probed and loaded.
Result<PluginJson> askAboutPlugins(const QString& dataFolder, const PluginJson& request);

/// ErrorCode::NotFound when no window runs on the data folder.
Result<PluginJson> askWindowAboutPlugins(const QString& dataFolder, const PluginJson& request);

} // namespace stellatune
