#include "pluginhost/lease/source_instance.h"

#include "pluginhost/lease/text_transfer.h"

#include <utility>

namespace stellatune {

Result<std::unique_ptr<SourceInstance>> SourceInstance::create(std::shared_ptr<const ModuleLease> lease,
                                                               std::string_view typeId,
                                                               std::string_view config)
{
    std::unique_ptr<SourceInstance> instance(new SourceInstance(std::move(lease), std::string(typeId)));
    const StSourceType* type = instance->lease().library().source(typeId);
    if (type == nullptr)
        return instance->noSuchType();
    auto made = instance->make<StSource>(
        [&](StSource* out, const StWriter* error) { return type->create(toStString(config), out, error); });
    if (!made)
        return made.error();
    instance->m_functions = *made;
    if (!hasAll((*made)->begin_list, (*made)->begin_open_stream, (*made)->close_stream))
        return instance->misbehaviour(
            "create", "made a source that lacks begin_list, begin_open_stream or close_stream");
    return instance;
}

Result<std::unique_ptr<PluginOperation>> SourceInstance::beginList(std::string_view request,
                                                                   std::function<void()> onEnd)
{
    return PluginOperation::begin(
        sharedLease(), std::move(onEnd), [&](StNotifier notifier, StOperation* operation) {
            return invoke("begin_list", [&] {
                return m_functions->begin_list(handle(), toStString(request), notifier, operation);
            });
        });
}

Result<std::unique_ptr<PluginOperation>> SourceInstance::beginOpenStream(std::string_view itemId,
                                                                         std::function<void()> onEnd)
{
    return PluginOperation::begin(
        sharedLease(), std::move(onEnd), [&](StNotifier notifier, StOperation* operation) {
            return invoke("begin_open_stream", [&] {
                return m_functions->begin_open_stream(handle(), toStString(itemId), notifier, operation);
            });
        });
}

Result<void> SourceInstance::closeStream(StStream stream)
{
    return invoke("close_stream", [&] {
        m_functions->close_stream(handle(), stream);
        return ST_OK;
    });
}

} // namespace stellatune
