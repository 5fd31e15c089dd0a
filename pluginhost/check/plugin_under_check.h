// The plugin's library in the process that checks it: loaded, looked at, ended, and seen to be gone.
#pragma once

#include "pluginhost/check/session.h"
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/module/module_table.h"
#include "pluginhost/module/residency.h"
#include "pluginhost/module/shared_library.h"

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

namespace stellatune {

class PluginUnderCheck {
  public:
    /// `scratch` is a folder for what the plugin stores; `packageFolder` that of its unpacked package.
    PluginUnderCheck(std::filesystem::path library, std::filesystem::path scratch,
                     std::optional<std::filesystem::path> packageFolder);
    PluginUnderCheck(const PluginUnderCheck&) = delete;
    PluginUnderCheck& operator=(const PluginUnderCheck&) = delete;

    // ---- on one thread, which ends afterwards ----
    /// Abandons the step when the host would refuse the plugin; why is a finding.
    void load(Session& session);
    /// After load().
    const ModuleTable& table() const { return m_table; }
    /// The plugin's own end: its shutdown, and what it leaves behind.
    void end(Session& session);

    // ---- on another, after that one has ended ----
    void checkGone(Session& session);

  private:
    /// What a plugin may have open or running only between its load and its shutdown.
    struct Holdings {
        size_t threads = 0;
        size_t descriptors = 0;
    };
    static Holdings countHoldings();
    void keepLine(LogLevel level, std::string_view line);
    std::string lastLine();

    const std::filesystem::path m_path;
    const std::optional<std::filesystem::path> m_packageFolder;
    std::mutex m_mutex;
    std::string m_lastLine; ///< that the plugin logged; guarded by m_mutex
    PluginHost m_host;
    Holdings m_before;
    std::optional<SharedLibrary> m_library;
    std::optional<MappedImage> m_image;
    const StModule* m_module = nullptr;
    ModuleTable m_table;
    bool m_isClosed = false;
};

} // namespace stellatune
