// A lyrics provider of a plugin.
#pragma once

#include "pluginapi/abi/lyrics.h"
#include "pluginhost/lease/plugin_instance.h"
#include "pluginhost/lease/plugin_operation.h"

#include <functional>
#include <memory>
#include <string_view>

namespace stellatune {

/// Its operations end before it does.
class LyricsInstance final : public PluginInstance {
  public:
    /// `config` is a JSON object or empty. Owned by the calling thread.
    static Result<std::unique_ptr<LyricsInstance>> create(std::shared_ptr<const ModuleLease> lease,
                                                          std::string_view typeId, std::string_view config);
    ~LyricsInstance() { end(); }

    /// The results are JSON, as pluginapi/abi/lyrics.h says. `onEnd` as in PluginOperation::begin().
    Result<std::unique_ptr<PluginOperation>> beginSearch(const StLyricsQuery& query,
                                                         std::function<void()> onEnd);
    Result<std::unique_ptr<PluginOperation>> beginFetch(std::string_view candidateId,
                                                        std::function<void()> onEnd);

  private:
    using PluginInstance::PluginInstance;

    const StLyricsFunctions* m_functions = nullptr;
};

} // namespace stellatune
