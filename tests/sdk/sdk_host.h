// The other side of the border for tests of the SDK: a host that remembers, and short ways to speak C.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "pluginapi/sdk/plugin.h"

namespace stellatune::sdk {

inline StString text(std::string_view view)
{
    return {view.data(), view.size()};
}

inline std::string_view view(StString string)
{
    return {string.data, static_cast<std::size_t>(string.size)};
}

/// A writer's other end. Answers with `status`, and keeps what came while it is ST_OK.
struct Text {
    std::string content;
    int32_t status = ST_OK;

    StWriter writer()
    {
        return {this, [](void* context, const void* data, uint64_t size) {
                    Text& self = *static_cast<Text*>(context);
                    if (self.status == ST_OK && size != 0)
                        self.content.append(static_cast<const char*>(data), static_cast<std::size_t>(size));
                    return self.status;
                }};
    }
};

/// What a call writes, such as written([&](const StWriter* out) { return f(handle, out); }).
template <typename Call>
std::string written(Call&& call)
{
    Text text;
    const StWriter writer = text.writer();
    const int32_t status = call(&writer);
    return status == ST_OK ? text.content : "status " + std::to_string(status);
}

template <typename Instance>
std::string lastError(const Instance& made)
{
    return written(
        [&](const StWriter* out) { return made.functions->instance->last_error(made.handle, out); });
}

/// Is the SDK's host as long as it lives. Any thread may log.
class SdkHost {
  public:
    SdkHost()
    {
        m_host.struct_size = sizeof m_host;
        m_host.api_version = STELLATUNE_PLUGIN_API_VERSION;
        m_host.context = this;
        m_host.log = [](void* context, int32_t level, StString line) {
            SdkHost& self = *static_cast<SdkHost*>(context);
            const std::lock_guard lock(self.m_mutex);
            self.m_lines.push_back(std::to_string(level) + " " + std::string(view(line)));
        };
        m_host.version = [](void*, const StWriter* out) { return out->write(out->context, "1.4.0", 5); };
        m_host.data_folder = [](void*, const StWriter* out) {
            // In pieces, as a writer allows.
            const int32_t status = out->write(out->context, "/data/", 6);
            return status == ST_OK ? out->write(out->context, "\xC3\xA9", 2) : status;
        };
        m_host.package_folder = [](void*, const StWriter*) -> int32_t { return ST_ERR_NOT_FOUND; };
        m_host.poll_host_event = [](void* context, const StWriter* out) -> int32_t {
            SdkHost& self = *static_cast<SdkHost*>(context);
            if (self.event.empty())
                return ST_ERR_NOT_FOUND;
            const std::string oldest = std::exchange(self.event, {});
            return out->write(out->context, oldest.data(), oldest.size());
        };
        m_host.send_control = [](void* context, const StControlRequest* asked, const StWriter* out) {
            SdkHost& self = *static_cast<SdkHost*>(context);
            self.request = std::string(view(asked->scope)) + "." + std::string(view(asked->command)) + " " +
                           std::string(view(asked->request_id)) + " " + std::string(view(asked->fields));
            out->write(out->context, self.answer.data(), self.answer.size());
            return self.controlStatus;
        };
        detail::moduleHost = &m_host;
    }
    ~SdkHost() { detail::moduleHost = nullptr; }
    SdkHost(const SdkHost&) = delete;
    SdkHost& operator=(const SdkHost&) = delete;

    std::vector<std::string> lines() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }
    StHost& table() { return m_host; }

    std::string event;
    std::string request;
    std::string answer;
    int32_t controlStatus = ST_OK;

  private:
    StHost m_host{};
    mutable std::mutex m_mutex;
    std::vector<std::string> m_lines;
};

/// Throws what the name says.
inline void throwKind(std::string_view kind)
{
    if (kind == "error")
        throw Error(ST_ERR_IO, "The disk is on fire.");
    if (kind == "std")
        throw std::runtime_error("a foreign exception");
    if (kind == "int")
        throw 42;
    if (kind == "memory")
        throw std::bad_alloc();
}

/// The kinds, the status each becomes, and its words.
struct Thrown {
    const char* kind;
    int32_t status;
    const char* words;
};
inline constexpr Thrown kThrown[] = {
    {"error", ST_ERR_IO, "The disk is on fire."},
    {"std", ST_ERR_EXCEPTION, "a foreign exception"},
    {"int", ST_ERR_EXCEPTION, "An exception of an unknown kind."},
    {"memory", ST_ERR_NO_MEMORY, "Out of memory."},
};

} // namespace stellatune::sdk
