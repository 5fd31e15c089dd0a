// What there is to tell about the plugins, kept ready so that whoever asks never waits.
#pragma once

#include "pluginhost/package/decoder_order.h"
#include "pluginhost/package/plugin_metadata.h"
#include "pluginhost/runtime/apply_machine.h"
#include "pluginhost/runtime/lease_registry.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// One installed plugin as it is now, for lists.
struct PluginStatus {
    enum class State : uint8_t { Disabled, Enabled, Loaded, Failed, Leaving };

    DesiredPlugin desired;
    PluginMetadata metadata;
    State state = State::Disabled;
    std::string detail;            ///< why it failed
    std::vector<LeaseView> leases; ///< current first
};

std::string_view nameOf(PluginStatus::State state);

/// Any thread.
class PluginOverview {
  public:
    // ---- to be read ----

    ApplyMachine::Status status() const;
    /// Newest last.
    std::vector<std::string> history() const;
    std::vector<PluginStatus> plugins(const std::vector<LeaseView>& leases) const;
    DecoderOrder decoderOrder() const;
    std::optional<Error> storeFailure() const;

    // ---- for the coordinator ----

    void setStatus(ApplyMachine::Status status);
    void setDesired(DesiredState desired);
    /// Why the plugin does not work, for people; empty when it does.
    void setFailure(const std::string& pluginId, std::string failure);
    bool knows(const DesiredPlugin& plugin) const;
    void learn(const DesiredPlugin& plugin, Result<PluginMetadata> metadata);
    void setHistory(std::vector<std::string> reports);
    void addToHistory(std::string report);
    void setDecoderOrder(DecoderOrder order);
    void setStoreFailure(Error failure);

  private:
    /// Beyond desired state.
    struct Knowledge {
        std::string sha256; ///< of the build that the metadata is of
        PluginMetadata metadata;
        std::string failure;
    };

    mutable std::mutex m_mutex;
    ApplyMachine::Status m_status = ApplyMachine::Status::Idle;
    DesiredState m_desired;
    std::map<std::string, Knowledge> m_known;
    std::vector<std::string> m_history;
    DecoderOrder m_decoderOrder;
    std::optional<Error> m_storeFailure;
};

} // namespace stellatune
