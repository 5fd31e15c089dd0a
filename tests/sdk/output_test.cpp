#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "sdk_host.h"

namespace stellatune::sdk {
namespace {

/// What a test sees of a Recorder, which outlives it.
struct Journal {
    std::vector<std::string> calls;
    std::size_t samples = 0;
} journal;

class Recorder {
  public:
    static constexpr TypeInfo kType{.typeId = "recorder", .displayName = "Recorder"};
    static constexpr bool kStores = true;

    explicit Recorder(const Config& config)
        : m_throwsAt(config.text("at", "")), m_throws(config.text("throw", "")),
          m_lies(config.boolean("lies", false))
    {
        note("create");
    }
    ~Recorder() { journal.calls.push_back("destroy"); }

    Json targets()
    {
        note("targets");
        return m_lies ? Json::object() : Json::array({Json::object({{"id", "file"}, {"name", "File"}})});
    }
    SinkFormat negotiate(std::string_view target, const SinkFormat& wanted)
    {
        note("negotiate");
        if (target == "nowhere")
            throw Error(ST_ERR_NOT_FOUND, "There is no target \"nowhere\".");
        SinkFormat accepted = wanted;
        accepted.channels = m_lies ? 0 : 2;
        accepted.chunkFrames = 256;
        return accepted;
    }
    void open(std::string_view target, const SinkFormat& format)
    {
        note("open");
        journal.calls.back() += " " + std::string(target) + " " + std::to_string(format.sampleRate);
    }
    void beginTrack(const Json& track)
    {
        note("beginTrack");
        journal.calls.back() += " " + track["title"].text();
    }
    uint32_t write(std::span<const float> interleaved)
    {
        note("write");
        journal.samples = interleaved.size();
        return m_lies ? 1000 : 3;
    }
    SinkStatus status() const
    {
        note("status");
        return {.state = ST_SINK_PLAYING, .queuedFrames = 5, .latencyFrames = 6, .underruns = 7};
    }
    void flush() { note("flush"); }
    void reset() { note("reset"); }
    void close() { note("close"); }

  private:
    void note(std::string_view call) const
    {
        journal.calls.emplace_back(call);
        if (m_throwsAt == call)
            throwKind(m_throws);
    }

    std::string m_throwsAt;
    std::string m_throws;
    bool m_lies;
};

/// The least that a sink is.
struct Bare {
    static constexpr TypeInfo kType{.typeId = "bare", .displayName = "Bare"};
    Json targets() { return Json::array(); }
    SinkFormat negotiate(std::string_view, const SinkFormat& wanted) { return wanted; }
    void open(std::string_view, const SinkFormat&) {}
    uint32_t write(std::span<const float>) { return 0; }
    SinkStatus status() const { return {}; }
    void flush() {}
    void reset() {}
    void close() {}
};

class SinkBorder : public ::testing::Test {
  protected:
    ~SinkBorder() override { destroy(); }

    int32_t make(std::string_view config)
    {
        journal = {};
        const StWriter writer = m_error.writer();
        const auto* type = static_cast<const StSinkType*>(sink<Recorder>().capability->type);
        return type->create(text(config), &m_sink, &writer);
    }
    void destroy()
    {
        if (m_sink.handle)
            functions().instance->destroy(handle());
        m_sink = {};
    }
    int32_t open(uint32_t channels = 2)
    {
        const StSinkFormat format{sizeof format, 48000, channels, 0, 256, 0};
        return functions().open(handle(), text("file"), &format);
    }
    int32_t write(uint32_t frames)
    {
        return functions().write(handle(), m_block.data(), frames, &m_accepted);
    }
    const StSinkFunctions& functions() const { return *m_sink.functions; }
    void* handle() const { return m_sink.handle; }

    SdkHost m_host;
    StSink m_sink{};
    Text m_error;
    std::array<float, 64> m_block{};
    uint32_t m_accepted = 99;
};

TEST(SinkType, saysWhetherItStores)
{
    EXPECT_EQ(static_cast<const StSinkType*>(sink<Recorder>().capability->type)->flags, ST_SINK_STORES);
    EXPECT_EQ(static_cast<const StSinkType*>(sink<Bare>().capability->type)->flags, 0u);
}

TEST_F(SinkBorder, goesThroughASession)
{
    ASSERT_EQ(make(""), ST_OK);
    EXPECT_EQ(written([&](const StWriter* out) { return functions().list_targets(handle(), out); }),
              R"([{"id":"file","name":"File"}])");
    const StSinkFormat wanted{sizeof wanted, 96000, 6, 0x3F, 0, 24};
    StSinkFormat accepted{};
    accepted.struct_size = sizeof accepted;
    ASSERT_EQ(functions().negotiate(handle(), text(""), &wanted, &accepted), ST_OK);
    EXPECT_EQ(accepted.sample_rate, 96000u);
    EXPECT_EQ(accepted.channels, 2u);
    EXPECT_EQ(accepted.chunk_frames, 256u);
    EXPECT_EQ(accepted.bits_per_sample, 24u);
    EXPECT_EQ(functions().negotiate(handle(), text("nowhere"), &wanted, &accepted), ST_ERR_NOT_FOUND);
    EXPECT_EQ(lastError(m_sink), "There is no target \"nowhere\".");

    journal.calls.clear();
    ASSERT_EQ(open(), ST_OK);
    ASSERT_EQ(functions().begin_track(handle(), text(R"({"title":"One"})")), ST_OK);
    ASSERT_EQ(write(4), ST_OK);
    EXPECT_EQ(m_accepted, 3u);
    EXPECT_EQ(journal.samples, 8u);
    StSinkStatus status{};
    status.struct_size = offsetof(StSinkStatus, underruns);
    ASSERT_EQ(functions().status(handle(), &status), ST_OK);
    EXPECT_EQ(status.state, ST_SINK_PLAYING);
    EXPECT_EQ(status.queued_frames, 5u);
    EXPECT_EQ(status.latency_frames, 6u);
    EXPECT_EQ(status.underruns, 0u);
    ASSERT_EQ(functions().flush(handle()), ST_OK);
    ASSERT_EQ(functions().reset(handle()), ST_OK);
    ASSERT_EQ(functions().close(handle()), ST_OK);
    ASSERT_EQ(functions().close(handle()), ST_OK);
    destroy();
    EXPECT_EQ(journal.calls, (std::vector<std::string>{"open file 48000", "beginTrack One", "write", "status",
                                                       "flush", "reset", "close", "destroy"}));
}

TEST_F(SinkBorder, refusesWhatComesInTheWrongOrder)
{
    ASSERT_EQ(make(""), ST_OK);
    EXPECT_EQ(write(4), ST_ERR_STATE);
    EXPECT_EQ(m_accepted, 0u);
    EXPECT_EQ(lastError(m_sink), "The output is not open.");
    EXPECT_EQ(functions().begin_track(handle(), text("{}")), ST_ERR_STATE);
    EXPECT_EQ(functions().flush(handle()), ST_ERR_STATE);
    EXPECT_EQ(functions().reset(handle()), ST_ERR_STATE);
    EXPECT_EQ(functions().close(handle()), ST_OK);
    StSinkStatus status{};
    status.struct_size = sizeof status;
    status.state = 99;
    EXPECT_EQ(functions().status(handle(), &status), ST_OK);
    EXPECT_EQ(status.state, ST_SINK_CLOSED);
    ASSERT_EQ(open(), ST_OK);
    EXPECT_EQ(open(), ST_ERR_STATE);
    ASSERT_EQ(functions().close(handle()), ST_OK);
    EXPECT_EQ(open(), ST_OK);
}

TEST_F(SinkBorder, refusesArgumentsThatMakeNoSense)
{
    ASSERT_EQ(make(""), ST_OK);
    EXPECT_EQ(open(0), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(open(9), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().open(handle(), text(""), nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().list_targets(handle(), nullptr), ST_ERR_INVALID_ARGUMENT);
    const StSinkFormat wanted{sizeof wanted, 96000, 6, 0x3F, 0, 24};
    EXPECT_EQ(functions().negotiate(handle(), text(""), &wanted, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().negotiate(handle(), text(""), nullptr, nullptr), ST_ERR_INVALID_ARGUMENT);
    ASSERT_EQ(open(), ST_OK);
    EXPECT_EQ(functions().write(handle(), nullptr, 4, &m_accepted), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().write(handle(), nullptr, 0, &m_accepted), ST_OK);
    EXPECT_EQ(functions().write(handle(), m_block.data(), 4, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().status(handle(), nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().begin_track(handle(), text("[]")), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().begin_track(handle(), text("{")), ST_ERR_CORRUPT);
    EXPECT_EQ(functions().begin_track(handle(), text("")), ST_OK);
}

TEST_F(SinkBorder, catchesLies)
{
    ASSERT_EQ(make(R"({"lies":true})"), ST_OK);
    const StWriter writer = m_error.writer();
    EXPECT_EQ(functions().list_targets(handle(), &writer), ST_ERR_INTERNAL);
    const StSinkFormat wanted{sizeof wanted, 96000, 6, 0x3F, 0, 24};
    StSinkFormat accepted{};
    accepted.struct_size = sizeof accepted;
    EXPECT_EQ(functions().negotiate(handle(), text(""), &wanted, &accepted), ST_ERR_INTERNAL);
    ASSERT_EQ(open(), ST_OK);
    EXPECT_EQ(write(4), ST_ERR_INTERNAL);
    EXPECT_EQ(m_accepted, 0u);
}

TEST_F(SinkBorder, letsNothingThrownOut)
{
    for (const Thrown& thrown : kThrown) {
        for (const std::string place : {"create", "targets", "negotiate", "open", "beginTrack", "write",
                                        "status", "flush", "reset", "close"}) {
            SCOPED_TRACE(place + " throws " + thrown.kind);
            const int32_t made = make(R"({"at":")" + place + R"(","throw":")" + thrown.kind + R"("})");
            if (place == "create") {
                EXPECT_EQ(made, thrown.status);
                EXPECT_EQ(m_error.content, thrown.words);
                m_error.content.clear();
                continue;
            }
            const StWriter writer = m_error.writer();
            StSinkFormat format{sizeof format, 48000, 2, 0, 0, 0};
            StSinkStatus sinkStatus{};
            sinkStatus.struct_size = sizeof sinkStatus;
            const int32_t opened = open();
            const int32_t status = place == "targets" ? functions().list_targets(handle(), &writer)
                                   : place == "negotiate"
                                       ? functions().negotiate(handle(), {}, &format, &format)
                                   : place == "open"       ? opened
                                   : place == "beginTrack" ? functions().begin_track(handle(), text("{}"))
                                   : place == "write"      ? write(4)
                                   : place == "status"     ? functions().status(handle(), &sinkStatus)
                                   : place == "flush"      ? functions().flush(handle())
                                   : place == "reset"      ? functions().reset(handle())
                                                           : functions().close(handle());
            EXPECT_EQ(status, thrown.status);
            EXPECT_EQ(lastError(m_sink), thrown.words);
            m_error.content.clear();
            destroy();
            EXPECT_EQ(journal.calls.back(), "destroy");
        }
    }
}

TEST_F(SinkBorder, closesBeforeItDestroys)
{
    ASSERT_EQ(make(""), ST_OK);
    ASSERT_EQ(open(), ST_OK);
    destroy();
    EXPECT_EQ(journal.calls, (std::vector<std::string>{"create", "open file 48000", "close", "destroy"}));
    // Also when closing throws.
    ASSERT_EQ(make(R"({"at":"close","throw":"int"})"), ST_OK);
    ASSERT_EQ(open(), ST_OK);
    destroy();
    EXPECT_EQ(journal.calls.back(), "destroy");
}

TEST(SinkType, leavesNullWhatTheClassLacks)
{
    StSink made{};
    const auto* type = static_cast<const StSinkType*>(sink<Bare>().capability->type);
    ASSERT_EQ(type->create({}, &made, nullptr), ST_OK);
    EXPECT_EQ(made.functions->begin_track, nullptr);
    EXPECT_EQ(made.functions->instance->plan_config, nullptr);
    EXPECT_EQ(sink<Bare>().capability->kind, ST_CAPABILITY_OUTPUT);
    made.functions->instance->destroy(made.handle);
}

} // namespace
} // namespace stellatune::sdk
