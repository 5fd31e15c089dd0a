#include "pluginhost/host/plugin_host.h"

#include "pluginapi/abi/module.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/lease/first_size.h"
#include "pluginhost/lease/host_border.h"
#include "pluginhost/lease/text_transfer.h"

#include <algorithm>
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
    const std::string text = inUtf8(path);
    return out->write(out->context, text.data(), text.size());
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
    static_cast<void>(withoutThrowing([&] {
        std::string words(toStringView(line));
        return runForPlugin([&] {
            surroundings.log(static_cast<LogLevel>(std::clamp(level, ST_LOG_DEBUG, ST_LOG_ERROR)),
                             std::move(words));
            return ST_OK;
        });
    }));
}

int32_t PluginHost::version(void* context, const StWriter* out)
{
    return withoutThrowing([&] { return writeText(out, surroundingsOf(context).hostVersion); });
}

int32_t PluginHost::dataFolder(void* context, const StWriter* out)
{
    const std::filesystem::path& folder = surroundingsOf(context).dataFolder;
    const int32_t made = runForPlugin([&] {
        std::error_code failure;
        std::filesystem::create_directories(folder, failure);
        return failure ? ST_ERR_IO : ST_OK;
    });
    return made == ST_OK ? withoutThrowing([&] { return writePath(out, folder); }) : made;
}

int32_t PluginHost::packageFolder(void* context, const StWriter* out)
{
    const auto& folder = surroundingsOf(context).packageFolder;
    return withoutThrowing([&] { return folder ? writePath(out, *folder) : ST_ERR_NOT_FOUND; });
}

int32_t PluginHost::pollHostEvent(void* context, const StWriter* out)
{
    EventQueue& events = *surroundingsOf(context).events;
    std::optional<std::string> event;
    const int32_t taken = runForPlugin([&] {
        event = events.take();
        return event ? ST_OK : ST_ERR_NOT_FOUND;
    });
    if (taken != ST_OK)
        return taken;
    const int32_t written = withoutThrowing([&] { return writeText(out, *event); });
    if (written != ST_OK)
        events.countLost();
    return written;
}

int32_t PluginHost::sendControl(void* context, const StControlRequest* request, const StWriter* out)
{
    if (!isWhole(request))
        return ST_ERR_INVALID_ARGUMENT;
    const PluginSurroundings& surroundings = surroundingsOf(context);
    ControlRequest asked;
    ControlAnswer answer;
    const int32_t copied = withoutThrowing([&] {
        asked = {surroundings.pluginId, std::string(toStringView(request->scope)),
                 std::string(toStringView(request->command)), std::string(toStringView(request->request_id)),
                 std::string(toStringView(request->fields))};
        return ST_OK;
    });
    if (copied != ST_OK)
        return copied;
    const int32_t status = runForPlugin([&] {
        answer = surroundings.control->ask(
            asked, kControlLimit,
            [events = surroundings.events, id = asked.requestId](const ControlAnswer& late) {
                events->push("host.control.result", lateResult(id, late));
            });
        return answer.status;
    });
    const int32_t written = withoutThrowing([&] { return writeText(out, answer.json); });
    return status != ST_OK ? status : written;
}

} // namespace stellatune
