// A source of a plugin: a catalogue whose items can be opened as streams.
#pragma once

#include "pluginapi/abi/source.h"
#include "pluginhost/lease/plugin_instance.h"
#include "pluginhost/lease/plugin_operation.h"

#include <functional>
#include <memory>
#include <string_view>

namespace stellatune {

/// Its operations and streams end before it does.
class SourceInstance final : public PluginInstance {
  public:
    /// `config` is a JSON object or empty. Owned by the calling thread.
    static Result<std::unique_ptr<SourceInstance>> create(std::shared_ptr<const ModuleLease> lease,
                                                          std::string_view typeId, std::string_view config);
    ~SourceInstance() { end(); }

    /// `request` and the result are JSON, as pluginapi/abi/source.h says. `onEnd` as in
    /// PluginOperation::begin().
    Result<std::unique_ptr<PluginOperation>> beginList(std::string_view request, std::function<void()> onEnd);
    /// The operation yields a stream.
    Result<std::unique_ptr<PluginOperation>> beginOpenStream(std::string_view itemId,
                                                             std::function<void()> onEnd);
    /// Exactly once for each stream taken from this source's operations.
    Result<void> closeStream(StStream stream);

  private:
    using PluginInstance::PluginInstance;

    const StSourceFunctions* m_functions = nullptr;
};

} // namespace stellatune
