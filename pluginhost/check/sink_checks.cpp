#include "pluginhost/check/sink_checks.h"

#include "pluginhost/check/instance_checks.h"
#include "pluginhost/check/leak_checks.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

using Json = nlohmann::json;

InstanceFactory sinkFactory(Session& session, const StSinkType& type)
{
    return [&session, &type](std::string_view config, std::string_view detail) {
        return makeInstance<StSink>(session, config, detail,
                                    [&](StString text, StSink* made, const StWriter* error) {
                                        return type.create(text, made, error);
                                    });
    };
}

StSinkFormat sinkFormat(uint32_t sampleRate, uint32_t channels)
{
    StSinkFormat format{};
    format.struct_size = sizeof(StSinkFormat);
    format.sample_rate = sampleRate;
    format.channels = channels;
    format.bits_per_sample = 16;
    return format;
}

class SinkNode {
  public:
    SinkNode(Session& session, const StSinkType& type)
        : m_session(session), m_instance(makeUsable(session, sinkFactory(session, type))),
          m_functions(m_instance.functions<StSinkFunctions>())
    {}

    void listTargets()
    {
        TextCollector text;
        const int32_t status = m_session.call(
            "list_targets", "", [&] { return m_functions.list_targets(m_instance.handle(), text.writer()); });
        if (status != ST_OK)
            return checkWords("list_targets");
        const Json targets = Json::parse(text.text(), nullptr, false);
        if (!targets.is_array())
            return m_session.error("sink-targets", "list_targets writes no JSON array");
        int defaults = 0;
        for (const Json& target : targets) {
            if (!target.is_object() || !target.value("id", Json()).is_string() ||
                !target.value("name", Json()).is_string())
                return m_session.error("sink-targets", "a target lacks id or name");
            defaults += target.value("default", Json()) == true ? 1 : 0;
        }
        if (defaults > 1)
            m_session.error("sink-targets", fmt::format("{} targets are the default one", defaults));
    }

    int32_t negotiate(std::string_view target, const StSinkFormat& wanted, StSinkFormat& accepted,
                      const std::string& detail)
    {
        accepted = {};
        accepted.struct_size = sizeof(StSinkFormat);
        const int32_t status = m_session.call("negotiate", detail, [&] {
            return m_functions.negotiate(m_instance.handle(), toStString(target), &wanted, &accepted);
        });
        if (status != ST_OK)
            checkWords("negotiate");
        else if (accepted.channels < 1 || accepted.channels > 8 || accepted.sample_rate == 0)
            m_session.error("sink-negotiate", fmt::format("negotiate accepts {} channels at {} Hz for {}",
                                                          accepted.channels, accepted.sample_rate, detail));
        return status;
    }

    int32_t open(std::string_view target, const StSinkFormat& format, const char* detail)
    {
        const int32_t status = m_session.call("open", detail, [&] {
            return m_functions.open(m_instance.handle(), toStString(target), &format);
        });
        if (status != ST_OK)
            checkWords("open");
        return status;
    }

    int32_t write(const std::vector<float>& samples, uint32_t frames, const char* detail)
    {
        uint32_t accepted = 0;
        const int32_t status = m_session.call("write", detail, [&] {
            return m_functions.write(m_instance.handle(), samples.data(), frames, &accepted);
        });
        if (status == ST_OK && accepted > frames)
            m_session.error("sink-write", fmt::format("write accepts {} frames of {}", accepted, frames));
        return status;
    }

    uint32_t state(const char* detail)
    {
        StSinkStatus status{};
        status.struct_size = sizeof(StSinkStatus);
        if (m_session.call("status", detail,
                           [&] { return m_functions.status(m_instance.handle(), &status); }) != ST_OK)
            m_session.error("sink-status",
                            fmt::format("status fails {}: {}", detail, m_instance.lastError()));
        else if (status.state > ST_SINK_FAILED)
            m_session.error("sink-status",
                            fmt::format("status answers the state {}, which does not exist", status.state));
        return status.state;
    }

    void beginTrack(const char* track)
    {
        if (m_functions.begin_track != nullptr)
            m_session.call("begin_track", track,
                           [&] { return m_functions.begin_track(m_instance.handle(), toStString(track)); });
    }

    int32_t plain(const char* name, int32_t (*function)(void*), const char* detail)
    {
        return m_session.call(name, detail, [&] { return function(m_instance.handle()); });
    }

    void close(const char* detail)
    {
        if (plain("close", m_functions.close, detail) != ST_OK)
            m_session.error("sink-close", fmt::format("close fails {}: {}", detail, m_instance.lastError()));
    }

    const StSinkFunctions& functions() const { return m_functions; }
    std::string lastError() const { return m_instance.lastError(); }

  private:
    void checkWords(const char* function)
    {
        if (m_instance.lastError().empty())
            m_session.warning("error-words",
                              fmt::format("{} failed and last_error has no words for it", function));
    }

    Session& m_session;
    const InstanceUnderCheck m_instance;
    const StSinkFunctions& m_functions;
};

void checkNegotiation(Session& session, const StSinkType& type)
{
    SinkNode sink(session, type);
    sink.listTargets();
    StSinkFormat accepted{};
    for (const uint32_t rate : {8'000U, 44'100U, 192'000U}) {
        for (uint32_t channels = 1; channels <= 8; ++channels)
            sink.negotiate("", sinkFormat(rate, channels), accepted,
                           fmt::format("{} Hz, {} channels", rate, channels));
    }
    const char* unknown = "no such target \xe2\x98\x83";
    if (sink.negotiate(unknown, sinkFormat(44'100, 2), accepted, "an unknown target") == ST_OK)
        session.error("sink-negotiate",
                      "negotiate accepts a target that does not exist; ST_ERR_NOT_FOUND is right");
    if (sink.open(unknown, sinkFormat(44'100, 2), "an unknown target") == ST_OK)
        session.error("sink-open", "open accepts a target that does not exist");
    sink.close("after a failed open");
}

void checkClosed(Session& session, const StSinkType& type)
{
    SinkNode sink(session, type);
    if (sink.state("before open") != ST_SINK_CLOSED)
        session.error("sink-status", "a sink that was not opened says it is not closed");
    if (sink.write(std::vector<float>(64), 16, "before open") == ST_OK)
        session.error("sink-write", "write before open answers ST_OK; ST_ERR_STATE is right");
    // Whatever they answer, they come back.
    sink.plain("flush", sink.functions().flush, "before open");
    sink.plain("reset", sink.functions().reset, "before open");
    sink.close("before open");
    sink.close("twice");
}

void checkSession(Session& session, const StSinkType& type)
{
    SinkNode sink(session, type);
    StSinkFormat accepted{};
    if (sink.negotiate("", sinkFormat(44'100, 2), accepted, "the default target") != ST_OK ||
        sink.open("", accepted, "the default target") != ST_OK) {
        session.note("sink-open",
                     fmt::format("the default target does not open here, so nothing was written to it: {}",
                                 sink.lastError()));
        return;
    }
    if (sink.state("after open") == ST_SINK_CLOSED)
        session.error("sink-status", "an open sink says it is closed");
    if (sink.open("", accepted, "a second time") == ST_OK)
        session.warning("sink-open", "open of an open sink answers ST_OK; ST_ERR_STATE is right");
    sink.beginTrack(R"({"title":"Silence","path":"/no/such/file.flac","duration_ms":1000})");
    sink.beginTrack("{");
    sink.beginTrack("");
    const uint32_t frames = accepted.chunk_frames != 0 ? accepted.chunk_frames : 1024;
    const std::vector<float> silence(size_t{frames} * accepted.channels);
    for (const uint32_t count : {0U, 1U, frames, frames})
        sink.write(silence, count, "silence");
    sink.plain("reset", sink.functions().reset, "while open");
    sink.write(silence, frames, "after reset");
    sink.plain("flush", sink.functions().flush, "while open");
    sink.close("after writing");
    sink.close("twice");
    if (sink.state("after close") != ST_SINK_CLOSED)
        session.error("sink-status", "a closed sink says it is not closed");
}

/// Sinks that write files do so below the home folder, which is a temporary one here.
void checkUse(Session& session, const StSinkType& type)
{
    SinkNode sink(session, type);
    StSinkFormat accepted{};
    const auto use = [&] {
        const bool isOpen =
            sink.negotiate("", sinkFormat(44'100, 2), accepted, "the default target") == ST_OK &&
            sink.open("", accepted, "the default target") == ST_OK;
        if (isOpen)
            sink.close("over and over");
        return isOpen;
    };
    if (use()) // else it was said before
        checkLeaks(session, "negotiate, open and close", 60, use);
}

} // namespace

void checkSink(Session& session, const ModuleCapability& capability)
{
    const StSinkType& type = *std::get<const StSinkType*>(capability.type);
    const std::string where = nameOf(capability);
    checkInstances(session, capability, sinkFactory(session, type));
    session.step(where, [&] { checkNegotiation(session, type); });
    session.step(where, [&] { checkClosed(session, type); });
    session.step(where, [&] { checkSession(session, type); });
    session.step(where, [&] { checkUse(session, type); });
}

} // namespace stellatune
