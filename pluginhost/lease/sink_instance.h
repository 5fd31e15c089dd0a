// An output sink of a plugin.
#pragma once

#include "pluginapi/abi/output.h"
#include "pluginhost/lease/plugin_instance.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace stellatune {

class SinkInstance final : public PluginInstance {
  public:
    /// Closed. `config` is a JSON object or empty. Owned by the calling thread.
    static Result<std::unique_ptr<SinkInstance>> create(std::shared_ptr<const ModuleLease> lease,
                                                        std::string_view typeId, std::string_view config);
    ~SinkInstance() { end(); }

    /// A JSON array, as pluginapi/abi/output.h says.
    Result<std::string> listTargets();
    Result<StSinkFormat> negotiate(std::string_view target, const StSinkFormat& wanted);
    Result<void> open(std::string_view target, const StSinkFormat& format);
    /// `track` is a JSON object. Does nothing for sinks that do not care.
    Result<void> beginTrack(std::string_view track);
    /// Frames taken from the front of `interleaved`, 0 when the sink is full.
    Result<uint32_t> write(std::span<const float> interleaved);
    Result<StSinkStatus> status();
    Result<void> flush();
    Result<void> reset();
    Result<void> close();
    /// What is written is kept and not heard, see ST_SINK_STORES.
    bool stores() const { return m_stores; }

  private:
    using PluginInstance::PluginInstance;

    const StSinkFunctions* m_functions = nullptr;
    bool m_stores = false;
    uint32_t m_channels = 0; ///< of the open session; 0 when closed
};

} // namespace stellatune
