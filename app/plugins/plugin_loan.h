// The plugins of a data folder for a program that plays with them and changes nothing.
#pragma once

#include "engine/decode/decoder_plugins.h"
#include "pluginhost/host/control_desk.h"
#include "pluginhost/package/decoder_order.h"
#include "pluginhost/package/plugin_metadata.h"
#include "pluginhost/runtime/desired_state.h"
#include "pluginhost/runtime/lease_registry.h"

#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace stellatune {

/// Reads what is installed and switched on, once, and loads what is wanted from copies of its own. It takes
/// no lock and writes nothing to the store, so it works beside a window that has it open: what the window
/// changes meanwhile holds for the next run.
class PluginLoan {
  public:
    /// Loads nothing yet. Without a store there are no plugins.
    static Result<std::unique_ptr<PluginLoan>> take(const std::filesystem::path& storeFolder,
                                                    std::string hostVersion);
    /// Unloads everything; players that use it must have ended.
    ~PluginLoan();
    PluginLoan(const PluginLoan&) = delete;
    PluginLoan& operator=(const PluginLoan&) = delete;

    /// Before a player uses it: loads a plugin that the music shall not begin without, once. Takes its time.
    void load(const std::string& pluginId);

    /// What is switched on.
    const std::vector<PluginMetadata>& plugins() const { return m_metadata; }
    LeaseRegistry& registry() { return m_registry; }
    /// For players that end before this.
    DecoderPlugins decoders();

  private:
    PluginLoan(std::filesystem::path storeFolder, std::string hostVersion);
    Result<void> read();
    void bring(const std::string& pluginId);

    const std::filesystem::path m_storeFolder;
    const std::string m_hostVersion;
    std::filesystem::path m_copies; ///< of this process alone; made with the first
    std::vector<DesiredPlugin> m_enabled;
    std::vector<PluginMetadata> m_metadata;
    DecoderOrder m_decoderOrder;
    const std::shared_ptr<ControlDesk> m_control = std::make_shared<ControlDesk>();
    LeaseRegistry m_registry;
    std::mutex m_mutex;
    // guarded by m_mutex
    std::set<std::string> m_begun; ///< to be loaded
    std::vector<std::future<void>> m_loading;
};

} // namespace stellatune
