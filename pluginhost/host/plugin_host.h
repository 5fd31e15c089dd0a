// The host as one plugin sees it.
#pragma once

#include "pluginapi/abi/host.h"
#include "pluginhost/base/log.h"
#include "pluginhost/host/control_desk.h"
#include "pluginhost/host/event_queue.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace stellatune {

/// What a plugin gets to see and to do. Shared by all its loads, so that an update keeps its events and its
/// folder.
struct PluginSurroundings {
    std::string pluginId;
    std::string hostVersion;
    std::filesystem::path dataFolder; ///< made when the plugin first asks for it
    std::optional<std::filesystem::path> packageFolder;
    std::shared_ptr<EventQueue> events;
    std::shared_ptr<ControlDesk> control;
    /// Gets every line that the plugin logs. Any thread.
    std::function<void(LogLevel, std::string line)> log;
};

/// Outlives the library that it is handed to, and stays where it is. Its functions may be called from any
/// thread.
class PluginHost {
  public:
    explicit PluginHost(PluginSurroundings surroundings);
    PluginHost(const PluginHost&) = delete;
    PluginHost& operator=(const PluginHost&) = delete;

    const StHost& asPluginSeesIt() const { return m_table; }

    /// How long send_control() waits.
    static constexpr std::chrono::milliseconds kControlLimit{2000};

  private:
    static void log(void* context, int32_t level, StString line);
    static int32_t version(void* context, const StWriter* out);
    static int32_t dataFolder(void* context, const StWriter* out);
    static int32_t packageFolder(void* context, const StWriter* out);
    static int32_t pollHostEvent(void* context, const StWriter* out);
    static int32_t sendControl(void* context, const StControlRequest* request, const StWriter* out);

    const PluginSurroundings m_surroundings;
    const StHost m_table;
};

} // namespace stellatune
