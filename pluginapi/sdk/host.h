// SPDX-License-Identifier: MIT
// What a plugin may ask of StellaTune.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "../abi/host.h"
#include "error.h"
#include "json.h"
#include "path.h"

namespace stellatune::sdk {

enum class LogLevel : int32_t {
    Debug = ST_LOG_DEBUG,
    Info = ST_LOG_INFO,
    Warning = ST_LOG_WARNING,
    Error = ST_LOG_ERROR,
};

namespace detail {
/// Set by the entry function before anything else runs, and not changed while instances live.
inline const StHost* moduleHost = nullptr;
} // namespace detail

/// The host of this library, to be had with host(). Everything may be called from any thread of the plugin,
/// but nothing except log() from process() and reset() of a DSP. Failures are Errors.
class Host {
  public:
    explicit Host(const StHost* host) noexcept : m_host(host) {}

    /// One line, without a newline, shown under the plugin's name. Never waits.
    void log(LogLevel level, std::string_view line) const noexcept
    {
        if (m_host)
            m_host->log(m_host->context, static_cast<int32_t>(level), {line.data(), line.size()});
    }

    /// Of StellaTune, such as "1.4.0".
    std::string version() const { return ask(&StHost::version, "version"); }

    /// A folder that belongs to this plugin alone, exists, and outlives updates.
    std::filesystem::path dataFolder() const { return toPath(ask(&StHost::data_folder, "data folder")); }

    /// The folder with the side files of the package, only to be read. Nothing when the plugin came as a bare
    /// library.
    std::optional<std::filesystem::path> packageFolder() const
    {
        std::string path;
        if (!askOptional(&StHost::package_folder, "package folder", path))
            return std::nullopt;
        return toPath(path);
    }

    /// The oldest waiting event, {"topic", "payload"}, or nothing.
    std::optional<Json> pollEvent() const
    {
        std::string event;
        if (!askOptional(&StHost::poll_host_event, "events", event))
            return std::nullopt;
        return Json::parse(event);
    }

    /// Asks the player for something, such as "player", "pause", and waits at most two seconds for the
    /// answer.
    Json sendControl(std::string_view scope, std::string_view command, const Json& fields = {},
                     std::string_view requestId = {}) const
    {
        const std::string fieldsText = fields.isNull() ? std::string() : fields.dump();
        StControlRequest request{};
        request.struct_size = sizeof request;
        request.scope = {scope.data(), scope.size()};
        request.command = {command.data(), command.size()};
        request.request_id = {requestId.data(), requestId.size()};
        request.fields = {fieldsText.data(), fieldsText.size()};

        Collector answer;
        const StWriter writer = answer.writer();
        const int32_t status = connected()->send_control(m_host->context, &request, &writer);
        answer.rethrow();
        if (status == ST_OK)
            return answer.text.empty() ? Json::object() : Json::parse(answer.text);
        throw Error(status, refusal(answer.text, scope, command));
    }

  private:
    using Question = int32_t (*StHost::*)(void*, const StWriter*);

    /// Keeps what the host writes, and an exception on the way for the time after the call.
    struct Collector {
        std::string text;
        bool outOfMemory = false;

        StWriter writer() { return {this, &Collector::write}; }
        void rethrow() const
        {
            if (outOfMemory)
                throw Error(ST_ERR_NO_MEMORY, "Out of memory.");
        }

      private:
        static int32_t write(void* context, const void* data, uint64_t size) noexcept
        {
            Collector& self = *static_cast<Collector*>(context);
            try {
                self.text.append(static_cast<const char*>(data), static_cast<std::size_t>(size));
                return ST_OK;
            } catch (...) {
                self.outOfMemory = true;
                return ST_ERR_NO_MEMORY;
            }
        }
    };

    /// The handler's own words, or what can be said without.
    static std::string refusal(const std::string& answer, std::string_view scope, std::string_view command)
    {
        const std::string plain =
            "The player does not answer " + std::string(scope) + "." + std::string(command) + ".";
        try {
            return Json::parse(answer)["message"].text(plain);
        } catch (const JsonError&) {
            return plain;
        }
    }

    const StHost* connected() const
    {
        if (m_host == nullptr)
            throw Error(ST_ERR_STATE, "The host is not there yet, or not any more.");
        return m_host;
    }

    bool askOptional(Question question, const char* name, std::string& answer) const
    {
        Collector collector;
        const StWriter writer = collector.writer();
        const int32_t status = (connected()->*question)(m_host->context, &writer);
        collector.rethrow();
        if (status == ST_ERR_NOT_FOUND)
            return false;
        if (status != ST_OK)
            throw Error(status, std::string("The host does not tell its ") + name + ".");
        answer = std::move(collector.text);
        return true;
    }

    std::string ask(Question question, const char* name) const
    {
        std::string answer;
        if (!askOptional(question, name, answer))
            throw Error(ST_ERR_NOT_FOUND, std::string("The host has no ") + name + ".");
        return answer;
    }

    const StHost* m_host;
};

inline Host host() noexcept
{
    return Host(detail::moduleHost);
}

} // namespace stellatune::sdk
