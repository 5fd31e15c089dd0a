// What a running window has that others can reach: the data folder, the coordinator and the server.
#pragma once

#include "app/plugins/plugin_folder.h"
#include "app/plugins/plugin_server.h"
#include "app/session/data_folder.h"

#include <filesystem>
#include <memory>

namespace stellatune::testing {

class RunningWindow {
  public:
    /// Nobody else has the folder.
    explicit RunningWindow(const std::filesystem::path& dataFolder)
        : m_folder(std::move(DataFolder::claim(QString::fromStdString(dataFolder.string())).value())),
          m_coordinator(std::make_unique<PluginRuntimeCoordinator>(settingsFor(m_folder->path()))),
          m_server(std::make_unique<PluginServer>(*m_coordinator, m_folder->path()))
    {}

    PluginRuntimeCoordinator& coordinator() { return *m_coordinator; }
    void endServer() { m_server.reset(); }

  private:
    static CoordinatorSettings settingsFor(const QString& dataFolder)
    {
        CoordinatorSettings settings;
        settings.storeFolder = pluginFolder(dataFolder);
        settings.hostVersion = "1.0.0";
        return settings;
    }

    std::unique_ptr<DataFolder> m_folder;
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
    std::unique_ptr<PluginServer> m_server;
};

} // namespace stellatune::testing
