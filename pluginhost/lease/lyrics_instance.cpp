#include "pluginhost/lease/lyrics_instance.h"

#include "pluginhost/lease/text_transfer.h"

#include <utility>

namespace stellatune {

Result<std::unique_ptr<LyricsInstance>> LyricsInstance::create(std::shared_ptr<const ModuleLease> lease,
                                                               std::string_view typeId,
                                                               std::string_view config)
{
    std::unique_ptr<LyricsInstance> instance(new LyricsInstance(std::move(lease), std::string(typeId)));
    const StLyricsType* type = instance->lease().library().lyrics(typeId);
    if (type == nullptr)
        return instance->noSuchType();
    auto made = instance->make<StLyrics>(
        [&](StLyrics* out, const StWriter* error) { return type->create(toStString(config), out, error); });
    if (!made)
        return made.error();
    instance->m_functions = *made;
    if (!hasAll((*made)->begin_search, (*made)->begin_fetch))
        return instance->misbehaviour("create",
                                      "made a lyrics provider that lacks begin_search or begin_fetch");
    return instance;
}

Result<std::unique_ptr<PluginOperation>> LyricsInstance::beginSearch(const StLyricsQuery& query,
                                                                     std::function<void()> onEnd)
{
    return PluginOperation::begin(
        sharedLease(), std::move(onEnd), [&](StNotifier notifier, StOperation* operation) {
            return invoke("begin_search",
                          [&] { return m_functions->begin_search(handle(), &query, notifier, operation); });
        });
}

Result<std::unique_ptr<PluginOperation>> LyricsInstance::beginFetch(std::string_view candidateId,
                                                                    std::function<void()> onEnd)
{
    return PluginOperation::begin(
        sharedLease(), std::move(onEnd), [&](StNotifier notifier, StOperation* operation) {
            return invoke("begin_fetch", [&] {
                return m_functions->begin_fetch(handle(), toStString(candidateId), notifier, operation);
            });
        });
}

} // namespace stellatune
