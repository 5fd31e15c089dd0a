#include "pluginhost/lease/plugin_instance.h"

#include "pluginhost/base/log.h"
#include "pluginhost/lease/plugin_status.h"
#include "pluginhost/lease/signal_stack.h"

#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

PluginInstance::PluginInstance(std::shared_ptr<const ModuleLease> lease, std::string typeId)
    : m_lease(std::move(lease)), m_typeId(std::move(typeId)), m_domain("plugin." + m_lease->pluginId())
{
    ensureSignalStack();
    m_lease->addInstance(m_typeId, m_runningCall, m_owner);
}

PluginInstance::~PluginInstance()
{
    end();
    m_lease->removeInstance(m_runningCall);
}

void PluginInstance::end()
{
    if (m_handle == nullptr)
        return;
    if (m_owner.isOwner()) {
        static_cast<void>(enter("destroy", [this] {
            m_functions->destroy(std::exchange(m_handle, nullptr));
            return ST_OK;
        }));
    } else {
        // The plugin may not be entered here, so what it made stays, and with it, for good, its library.
        m_handle = nullptr;
        ModuleLease::keepForEver(m_lease, m_typeId + " was let go of on a thread that does not own it");
        reportWrongThread("destroy");
    }
}

bool PluginInstance::adopt(void* handle, const StInstanceFunctions* functions)
{
    if (!isWhole(functions) || functions->destroy == nullptr) {
        ModuleLease::keepForEver(m_lease, m_typeId + " cannot be destroyed: it lacks destroy");
        return false;
    }
    m_handle = handle;
    m_functions = functions;
    return functions->last_error != nullptr;
}

Result<void> PluginInstance::handOver()
{
    if (m_owner.handOver())
        return {};
    return wrongThread("handOver");
}

Result<ConfigPlan> PluginInstance::planConfig(std::string_view config)
{
    if (m_functions->plan_config == nullptr || m_functions->apply_config == nullptr)
        return ConfigPlan{ConfigChange::Recreate, {}};
    uint32_t plan = 0;
    TextCollector reason;
    Result<void> done = invoke("plan_config", [&] {
        return m_functions->plan_config(m_handle, toStString(config), &plan, reason.writer());
    });
    if (!done)
        return done.error();
    switch (plan) {
    case ST_PLAN_HOT_APPLY:
        return ConfigPlan{ConfigChange::HotApply, {}};
    case ST_PLAN_RECREATE:
        return ConfigPlan{ConfigChange::Recreate, {}};
    case ST_PLAN_REJECT:
        return ConfigPlan{ConfigChange::Reject, reason.take()};
    default:
        return misbehaviour("plan_config", fmt::format("answered the plan {}, which does not exist", plan));
    }
}

Result<void> PluginInstance::applyConfig(std::string_view config)
{
    if (m_functions->apply_config == nullptr)
        return notOffered("apply_config");
    return invoke("apply_config", [&] { return m_functions->apply_config(m_handle, toStString(config)); });
}

bool PluginInstance::carriesState() const
{
    return m_functions->export_state != nullptr && m_functions->import_state != nullptr;
}

Result<std::string> PluginInstance::exportState()
{
    if (!carriesState())
        return notOffered("export_state");
    TextCollector state;
    Result<void> done =
        invoke("export_state", [&] { return m_functions->export_state(m_handle, state.writer()); });
    if (!done)
        return done.error();
    return state.take();
}

Result<void> PluginInstance::importState(std::string_view state)
{
    if (!carriesState())
        return notOffered("import_state");
    return invoke("import_state", [&] { return m_functions->import_state(m_handle, toStString(state)); });
}

Error PluginInstance::failure(int32_t status, const char* function)
{
    TextCollector words;
    const int32_t told =
        enter("last_error", [&] { return m_functions->last_error(m_handle, words.writer()); });
    if (told != ST_OK)
        return pluginError(status, m_domain, function, {});
    return pluginError(status, m_domain, function, words.text());
}

Error PluginInstance::noSuchType() const
{
    return {ErrorCode::NotFound, m_domain,
            fmt::format("The plugin {} has no type {}.", m_lease->pluginId(), m_typeId)};
}

Error PluginInstance::notMade(int32_t status, std::string_view words) const
{
    return pluginError(status, m_domain, "create", words);
}

Error PluginInstance::notOffered(const char* function) const
{
    return {ErrorCode::Unsupported, m_domain, fmt::format("{} does not offer {}.", m_typeId, function)};
}

Error PluginInstance::misbehaviour(const char* function, std::string_view what) const
{
    return {ErrorCode::Internal, m_domain,
            fmt::format("The plugin {} breaks the interface: {} of {} {}.", m_lease->pluginId(), function,
                        m_typeId, what)};
}

Error PluginInstance::wrongThread(const char* function) const
{
    reportWrongThread(function);
    return {
        ErrorCode::WrongThread, m_domain,
        fmt::format("{} of {} was called from a thread that does not own the instance.", function, m_typeId)};
}

void PluginInstance::reportWrongThread(const char* function) const
{
    log(LogLevel::Error, m_domain, "{} of {} was called from a thread that does not own the instance",
        function, m_typeId);
    assert(!"a plugin instance was called from a thread that does not own it");
}

} // namespace stellatune
