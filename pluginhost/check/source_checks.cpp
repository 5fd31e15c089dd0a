#include "pluginhost/check/source_checks.h"

#include "pluginhost/check/instance_checks.h"
#include "pluginhost/check/leak_checks.h"
#include "pluginhost/check/operation_checks.h"

#include <array>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

using Json = nlohmann::json;

InstanceFactory sourceFactory(Session& session, const StSourceType& type)
{
    return [&session, &type](std::string_view config, std::string_view detail) {
        return makeInstance<StSource>(session, config, detail,
                                      [&](StString text, StSource* made, const StWriter* error) {
                                          return type.create(text, made, error);
                                      });
    };
}

class SourceNode {
  public:
    SourceNode(Session& session, const StSourceType& type)
        : m_session(session), m_instance(makeUsable(session, sourceFactory(session, type))),
          m_functions(m_instance.functions<StSourceFunctions>())
    {}

    BeginOperation listing(std::string request) const
    {
        return [this, request = std::move(request)](StNotifier notifier, StOperation* operation) {
            return m_functions.begin_list(m_instance.handle(), toStString(request), notifier, operation);
        };
    }

    BeginOperation opening(std::string item) const
    {
        return [this, item = std::move(item)](StNotifier notifier, StOperation* operation) {
            return m_functions.begin_open_stream(m_instance.handle(), toStString(item), notifier, operation);
        };
    }

    /// The items of a listing; an empty array when there is none.
    Json list(const std::string& request, const std::string& detail)
    {
        const auto result =
            runOperation(m_session, "begin_list", detail, OperationYield::Text, listing(request));
        if (!result || !result->isReady)
            return Json::array();
        const Json answer = Json::parse(result->text, nullptr, false);
        if (!answer.is_object() || !answer.contains("items") || !answer["items"].is_array()) {
            m_session.error("source-list", fmt::format("the answer to {} has no array \"items\"", detail));
            return Json::array();
        }
        for (const Json& item : answer["items"]) {
            const bool isSound =
                item.is_object() && item.value("id", Json()).is_string() &&
                item.value("title", Json()).is_string() &&
                (item.value("kind", Json()) == "track" || item.value("kind", Json()) == "folder");
            if (!isSound) {
                m_session.error("source-list", "an item lacks id, title or a kind that is track or folder");
                return Json::array();
            }
        }
        return answer["items"];
    }

    void open(const std::string& item, const std::string& detail)
    {
        const auto result =
            runOperation(m_session, "begin_open_stream", detail, OperationYield::Stream, opening(item));
        if (!result || !result->isReady)
            return;
        checkStream(result->stream);
        m_session.call("close_stream", detail,
                       [&] { m_functions.close_stream(m_instance.handle(), result->stream); });
    }

  private:
    void checkStream(const StStream& stream)
    {
        const std::vector<std::string> faults = faultsOf(stream.functions);
        for (const std::string& fault : faults)
            m_session.error("functions", fault);
        if (!faults.empty())
            throw StepAbandoned{};
        const StStreamFunctions& functions = *stream.functions;
        std::array<unsigned char, 4096> buffer{};
        uint64_t count = 0;
        uint64_t offset = 0;
        uint64_t size = 0;
        const auto read = [&](const char* detail) {
            return m_session.call("read", detail, [&] {
                return functions.read(stream.handle, buffer.data(), buffer.size(), &count);
            });
        };
        if (const int32_t status = read("stream of a source"); status != ST_OK)
            m_session.error("stream", fmt::format("a stream just opened cannot be read, status {}", status));
        else if (count > buffer.size())
            m_session.error("stream", "read delivers more than was asked for");
        m_session.call("tell", "", [&] { return functions.tell(stream.handle, &offset); });
        if (offset != count)
            m_session.error("stream", fmt::format("tell says {} after {} bytes were read", offset, count));
        if (m_session.call("size", "", [&] { return functions.size(stream.handle, &size); }) == ST_OK &&
            size < count)
            m_session.error("stream", fmt::format("size says {} bytes, and {} were read", size, count));
        if (functions.seek != nullptr) {
            m_session.call("seek", "byte 0", [&] { return functions.seek(stream.handle, 0); });
            m_session.call("seek", "beyond the end",
                           [&] { return functions.seek(stream.handle, UINT64_MAX / 2); });
            if (read("beyond the end") == ST_OK && count != 0)
                m_session.error("stream", "beyond the end there is something to read");
        }
        m_session.call("interrupt", "", [&] { functions.interrupt(stream.handle); });
        if (const int32_t status = read("after interrupt"); status != ST_ERR_CANCELLED)
            m_session.error(
                "stream", fmt::format("read after interrupt answers {}; ST_ERR_CANCELLED is right", status));
    }

    Session& m_session;
    const InstanceUnderCheck m_instance;
    const StSourceFunctions& m_functions;
};

/// The id of the first track that is listed, or empty.
std::string firstTrack(SourceNode& source)
{
    for (const Json& item : source.list("{}", "an empty request")) {
        if (item["kind"] == "track")
            return item["id"].get<std::string>();
    }
    return {};
}

void checkRequests(Session& session, const StSourceType& type)
{
    SourceNode source(session, type);
    const std::string track = firstTrack(source);
    for (const char* request : {"", "{", "[]", "null", R"({"folder":7})", R"({"folder":"no such folder"})",
                                R"({"query":""})", R"({"query":"x","page":"no such page"})"})
        source.list(request, *request == '\0' ? "no request" : request);
    source.open("", "no item");
    source.open("no such item", "an unknown item");
    if (!track.empty())
        source.open(track, "the first track");
}

void checkEarlyEnds(Session& session, const StSourceType& type)
{
    SourceNode source(session, type);
    endOperationsEarly(session, "begin_list", OperationYield::Text, source.listing("{}"));
    const std::string track = firstTrack(source);
    if (track.empty())
        session.note("source-track", "it lists no track: streams were not checked");
    // Without a track there is no stream, but an operation all the same.
    endOperationsEarly(session, "begin_open_stream", OperationYield::Stream,
                       source.opening(track.empty() ? "no such item" : track));
}

void checkUse(Session& session, const StSourceType& type)
{
    SourceNode source(session, type);
    const std::string track = firstTrack(source);
    checkLeaks(session, "list that is taken", kOperationCycles,
               [&] { source.list("{}", "an empty request"); });
    if (!track.empty())
        checkLeaks(session, "stream that is taken and closed", kOperationCycles,
                   [&] { source.open(track, "the first track"); });
}

} // namespace

void checkSource(Session& session, const ModuleCapability& capability)
{
    const StSourceType& type = *std::get<const StSourceType*>(capability.type);
    const std::string where = nameOf(capability);
    checkInstances(session, capability, sourceFactory(session, type));
    session.step(where, [&] { checkRequests(session, type); });
    session.step(where, [&] { checkEarlyEnds(session, type); });
    session.step(where, [&] { checkUse(session, type); });
}

} // namespace stellatune
