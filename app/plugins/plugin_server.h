// Lets other programs of the same user ask about the plugins of a running window.
#pragma once

#include "pluginhost/runtime/coordinator.h"

#include <QString>

namespace stellatune {

class PluginListener;

/// Lives on the coordinator's thread, so that no caller, however slow or broken, is noticed by the thread
/// that shows the window.
class PluginServer {
  public:
    static constexpr qsizetype kMaxRequestBytes = 64 * 1024;
    static constexpr int kMaxConnections = 16;
    /// For a whole request, and for taking the answer; then the caller is cut off.
    static constexpr int kConnectionLimitMs = 5000;

    /// Call only with the folder's lock held: a socket left by a process that died is replaced. Returns at
    /// once; that nobody can reach this process is logged. `coordinator` outlives the server.
    PluginServer(PluginRuntimeCoordinator& coordinator, const QString& dataFolder);
    /// Not on the coordinator's thread. What was asked for is still carried out.
    ~PluginServer();
    PluginServer(const PluginServer&) = delete;
    PluginServer& operator=(const PluginServer&) = delete;

  private:
    PluginListener* m_listener; ///< on the coordinator's thread, which also deletes it
};

/// QLocalServer's address of a data folder's plugins.
QString pluginSocket(const QString& dataFolder);

} // namespace stellatune
