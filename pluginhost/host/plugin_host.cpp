#include "pluginhost/host/plugin_host.h"

#include "pluginapi/abi/module.h"
#include "pluginhost/lease/text_transfer.h"

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

int32_t writeText(const StWriter* out, std::string_view text)
{
    return out->write(out->context, text.data(), text.size());
}

int32_t writePath(const StWriter* out, const std::filesystem::path& path)
{
    const auto text = path.u8string();
    return out->write(out->context, text.data(), text.size());
}

/// No exception of ours reaches the plugin.
template <typename Call>
int32_t guarded(Call&& call)
{
    try {
        return call();
    } catch (const std::bad_alloc&) {
        return ST_ERR_NO_MEMORY;
    } catch (...) {
        return ST_ERR_INTERNAL;
    }
}

/// The payload of host.control.result.
std::string lateResult(const std::string& requestId, const ControlAnswer& answer)
{
    nlohmann::json payload{{"request_id", requestId}, {"status", answer.status}};
    payload["answer"] = nlohmann::json::parse(answer.json, nullptr, false);
    if (payload["answer"].is_discarded())
        payload["answer"] = nullptr;
    return payload.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

const PluginSurroundings& surroundingsOf(void* context)
{
    return *static_cast<const PluginSurroundings*>(context);
}

} // namespace

PluginHost::PluginHost(PluginSurroundings surroundings)
    : m_surroundings(std::move(surroundings)), m_table{sizeof(StHost),
                                                       STELLATUNE_PLUGIN_API_VERSION,
                                                       const_cast<PluginSurroundings*>(&m_surroundings),
                                                       &PluginHost::log,
                                                       &PluginHost::version,
                                                       &PluginHost::dataFolder,
                                                       &PluginHost::packageFolder,
                                                       &PluginHost::pollHostEvent,
                                                       &PluginHost::sendControl}
{}

void PluginHost::log(void* context, int32_t level, StString line)
{
    const PluginSurroundings& surroundings = surroundingsOf(context);
    if (!surroundings.log)
        return;
    static_cast<void>(guarded([&] {
        surroundings.log(static_cast<LogLevel>(std::clamp(level, ST_LOG_DEBUG, ST_LOG_ERROR)),
                         toStringView(line));
        return ST_OK;
    }));
}

int32_t PluginHost::version(void* context, const StWriter* out)
{
    return writeText(out, surroundingsOf(context).hostVersion);
}

int32_t PluginHost::dataFolder(void* context, const StWriter* out)
{
    return guarded([&] {
        const std::filesystem::path& folder = surroundingsOf(context).dataFolder;
        std::error_code failure;
        std::filesystem::create_directories(folder, failure);
        return failure ? ST_ERR_IO : writePath(out, folder);
    });
}

int32_t PluginHost::packageFolder(void* context, const StWriter* out)
{
    const auto& folder = surroundingsOf(context).packageFolder;
    return guarded([&] { return folder ? writePath(out, *folder) : ST_ERR_NOT_FOUND; });
}

int32_t PluginHost::pollHostEvent(void* context, const StWriter* out)
{
    return guarded([&] {
        const std::optional<std::string> event = surroundingsOf(context).events->take();
        return event ? writeText(out, *event) : ST_ERR_NOT_FOUND;
    });
}

int32_t PluginHost::sendControl(void* context, const StControlRequest* request, const StWriter* out)
{
    if (request == nullptr || request->struct_size < sizeof(StControlRequest))
        return ST_ERR_INVALID_ARGUMENT;
    return guarded([&] {
        const PluginSurroundings& surroundings = surroundingsOf(context);
        const ControlRequest asked{surroundings.pluginId, std::string(toStringView(request->scope)),
                                   std::string(toStringView(request->command)),
                                   std::string(toStringView(request->request_id)),
                                   std::string(toStringView(request->fields))};
        const ControlAnswer answer = surroundings.control->ask(
            asked, kControlLimit,
            [events = surroundings.events, id = asked.requestId](const ControlAnswer& late) {
                events->push("host.control.result", lateResult(id, late));
            });
        const int32_t written = writeText(out, answer.json);
        return answer.status != ST_OK ? answer.status : written;
    });
}

} // namespace stellatune
