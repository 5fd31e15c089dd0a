// A DSP node of a plugin.
#pragma once

#include "pluginapi/abi/dsp.h"
#include "pluginhost/lease/plugin_instance.h"

#include <memory>
#include <span>
#include <string_view>

namespace stellatune {

class DspInstance final : public PluginInstance {
  public:
    /// Whether the type takes that format, without making an instance. Any thread.
    static bool supports(const ModuleLease& lease, std::string_view typeId, const StDspFormat& format);

    /// `config` is a JSON object or empty. Owned by the calling thread.
    static Result<std::unique_ptr<DspInstance>> create(std::shared_ptr<const ModuleLease> lease,
                                                       std::string_view typeId, const StDspFormat& format,
                                                       std::string_view config);
    ~DspInstance() { end(); }

    /// As of creation or the last refreshInfo().
    const StDspInfo& info() const { return m_info; }
    /// After applyConfig(): latency and tail may have changed.
    Result<void> refreshInfo();

    /// `interleaved` has room for frames times the larger channel count. Returns a status of the interface;
    /// in real time there is no text.
    int32_t process(float* interleaved, uint32_t frames)
    {
        return invokeInRealTime("process",
                                [&] { return m_functions->process(handle(), interleaved, frames); });
    }
    int32_t reset()
    {
        return invokeInRealTime("reset", [&] { return m_functions->reset(handle()); });
    }

  private:
    using PluginInstance::PluginInstance;

    const StDspFunctions* m_functions = nullptr;
    StDspInfo m_info{};
};

} // namespace stellatune
