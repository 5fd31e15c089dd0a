#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "sdk_host.h"

namespace stellatune::sdk {
namespace {

/// A door that the author's function waits at, and that tells when somebody does.
class Gate {
  public:
    void pass()
    {
        std::unique_lock lock(m_mutex);
        ++m_arrived;
        m_change.notify_all();
        m_change.wait(lock, [this] { return m_open; });
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_change.notify_all();
    }
    void waitForArrivals(int count)
    {
        std::unique_lock lock(m_mutex);
        m_change.wait(lock, [this, count] { return m_arrived >= count; });
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_change;
    bool m_open = false;
    int m_arrived = 0;
};

/// What the functions of Waiting do; a test sets it before it begins.
Gate* gate = nullptr;
std::atomic<int> calls{0};

class Waiting {
  public:
    static constexpr TypeInfo kType{.typeId = "waiting", .displayName = "Waiting"};

    explicit Waiting(const Config& config) { throwKind(config.text("throw", "")); }

    Json search(const LyricsQuery& query, Cancellation& cancellation)
    {
        ++calls;
        const std::string& what = query.title;
        throwKind(what);
        if (what == "gate") // heeds no cancel
            gate->pass();
        if (what == "heeds") {
            gate->pass();
            cancellation.throwIfCancelled();
        }
        if (what == "sleep") {
            gate->open();
            EXPECT_TRUE(cancellation.waitFor(std::chrono::hours(1)));
            throw Error(ST_ERR_IO, "The connection broke.");
        }
        if (what == "interrupt") { // a blocking call that only the interrupt wakes
            const Cancellation::Interrupt wake(cancellation, [] { gate->open(); });
            gate->pass();
        }
        if (what == "bad interrupt") {
            const Cancellation::Interrupt wake(cancellation, [] {
                gate->open();
                throw 42;
            });
            gate->pass();
        }
        if (what == "gives up")
            throw Error(ST_ERR_CANCELLED, "I give up.");
        if (what == "array")
            return Json::array();
        return Json::object({{"path", query.path}, {"ms", query.durationMs}});
    }
    Json fetch(std::string_view candidateId, Cancellation&) { return Json::object({{"id", candidateId}}); }
};

/// Counts what a notifier tells.
struct Notified {
    std::atomic<int> count{0};
    StNotifier notifier()
    {
        return {this, [](void* context) { ++static_cast<Notified*>(context)->count; }};
    }
};

class Operations : public ::testing::Test {
  protected:
    Operations()
    {
        gate = &m_gate;
        calls = 0;
        const auto* type = static_cast<const StLyricsType*>(lyrics<Waiting>().capability->type);
        EXPECT_EQ(type->create({}, &m_lyrics, nullptr), ST_OK);
    }
    ~Operations() override { m_lyrics.functions->instance->destroy(m_lyrics.handle); }

    StOperation begin(std::string_view what)
    {
        StLyricsQuery query{};
        query.struct_size = sizeof query;
        query.path = text("/one.mp3");
        query.title = text(what);
        query.duration_ms = 5000;
        StOperation operation{};
        EXPECT_EQ(
            m_lyrics.functions->begin_search(m_lyrics.handle, &query, m_notified.notifier(), &operation),
            ST_OK);
        return operation;
    }
    static uint32_t state(const StOperation& operation)
    {
        uint32_t now = 99;
        EXPECT_EQ(operation.functions->poll(operation.handle, &now), ST_OK);
        return now;
    }
    static uint32_t finished(const StOperation& operation)
    {
        uint32_t now = 99;
        EXPECT_EQ(operation.functions->wait(operation.handle, 60'000, &now), ST_OK);
        return now;
    }
    static int32_t take(const StOperation& operation, Text& into)
    {
        const StWriter writer = into.writer();
        return operation.functions->take_text(operation.handle, &writer);
    }
    static std::string words(const StOperation& operation)
    {
        return written(
            [&](const StWriter* out) { return operation.functions->last_error(operation.handle, out); });
    }
    static void destroy(const StOperation& operation) { operation.functions->destroy(operation.handle); }

    SdkHost m_host;
    Gate m_gate;
    Notified m_notified;
    StLyrics m_lyrics{};
};

TEST_F(Operations, yieldTheirTextOnce)
{
    const StOperation operation = begin("plain");
    EXPECT_EQ(finished(operation), ST_OPERATION_READY);
    EXPECT_EQ(operation.functions->take_stream, nullptr);
    Text full;
    full.status = ST_ERR_NO_MEMORY;
    EXPECT_EQ(take(operation, full), ST_ERR_NO_MEMORY);
    Text result;
    EXPECT_EQ(take(operation, result), ST_OK);
    EXPECT_EQ(result.content, R"({"ms":5000,"path":"/one.mp3"})");
    EXPECT_EQ(take(operation, result), ST_ERR_STATE);
    EXPECT_EQ(words(operation), "");
    operation.functions->cancel(operation.handle);
    EXPECT_EQ(state(operation), ST_OPERATION_READY);
    destroy(operation);
    EXPECT_EQ(m_notified.count, 1);
}

TEST_F(Operations, waitNoLongerThanAsked)
{
    const StOperation operation = begin("gate");
    m_gate.waitForArrivals(1);
    uint32_t now = 99;
    EXPECT_EQ(operation.functions->wait(operation.handle, 1, &now), ST_ERR_TIMED_OUT);
    EXPECT_EQ(now, ST_OPERATION_PENDING);
    EXPECT_EQ(operation.functions->wait(operation.handle, 0, &now), ST_ERR_TIMED_OUT);
    EXPECT_EQ(state(operation), ST_OPERATION_PENDING);
    EXPECT_EQ(operation.functions->poll(operation.handle, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(operation.functions->wait(operation.handle, 1, nullptr), ST_ERR_INVALID_ARGUMENT);
    Text result;
    EXPECT_EQ(take(operation, result), ST_ERR_STATE);
    EXPECT_EQ(operation.functions->take_text(operation.handle, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(words(operation), "");
    EXPECT_EQ(m_notified.count, 0);
    m_gate.open();
    EXPECT_EQ(operation.functions->wait(operation.handle, UINT32_MAX, &now), ST_OK);
    EXPECT_EQ(now, ST_OPERATION_READY);
    destroy(operation);
    EXPECT_EQ(m_notified.count, 1);
}

TEST_F(Operations, areCancelledWhileTheyRun)
{
    for (const char* what : {"heeds", "gate", "sleep", "interrupt", "bad interrupt"}) {
        SCOPED_TRACE(what);
        Gate own;
        gate = &own;
        const StOperation operation = begin(what);
        if (std::string_view(what) != "sleep")
            own.waitForArrivals(1);
        operation.functions->cancel(operation.handle);
        operation.functions->cancel(operation.handle);
        if (std::string_view(what) == "heeds" || std::string_view(what) == "gate")
            own.open();
        EXPECT_EQ(finished(operation), ST_OPERATION_CANCELLED);
        Text result;
        EXPECT_EQ(take(operation, result), ST_ERR_STATE);
        destroy(operation);
    }
    EXPECT_EQ(m_notified.count, 5);
    // A cancelled request is no news.
    EXPECT_TRUE(m_host.lines().empty());
}

TEST_F(Operations, failWithWordsAndStatus)
{
    for (const Thrown& thrown : kThrown) {
        const StOperation operation = begin(thrown.kind);
        EXPECT_EQ(finished(operation), ST_OPERATION_FAILED);
        EXPECT_EQ(words(operation), thrown.words);
        EXPECT_NE(m_host.lines().back().find(std::string("waiting.search: ") + thrown.words),
                  std::string::npos);
        Text result;
        EXPECT_EQ(take(operation, result), ST_ERR_STATE);
        destroy(operation);
    }
    const StOperation array = begin("array");
    EXPECT_EQ(finished(array), ST_OPERATION_FAILED);
    destroy(array);
    const StOperation givesUp = begin("gives up");
    EXPECT_EQ(finished(givesUp), ST_OPERATION_CANCELLED);
    destroy(givesUp);
    EXPECT_EQ(m_notified.count, 6);
}

TEST_F(Operations, areEndedByDestroy)
{
    const StOperation heeding = begin("interrupt");
    m_gate.waitForArrivals(1);
    destroy(heeding);
    EXPECT_EQ(m_notified.count, 1);

    // One that heeds nothing is waited for all the same.
    Gate own;
    gate = &own;
    const StOperation stubborn = begin("gate");
    own.waitForArrivals(1);
    std::atomic<bool> opened{false};
    std::thread opener([&] {
        opened = true;
        own.open();
    });
    destroy(stubborn);
    EXPECT_TRUE(opened);
    EXPECT_EQ(m_notified.count, 2);
    opener.join();
}

TEST_F(Operations, neverBeginWhatWasCancelledBefore)
{
    // Whether the thread or the cancel comes first is open, so many rounds: the state is either way cancelled
    // or ready, and what did not run did not count.
    int ready = 0;
    for (int round = 0; round < 1000; ++round) {
        const StOperation operation = begin("plain");
        operation.functions->cancel(operation.handle);
        const uint32_t now = finished(operation);
        EXPECT_TRUE(now == ST_OPERATION_CANCELLED || now == ST_OPERATION_READY);
        ready += now == ST_OPERATION_READY;
        destroy(operation);
    }
    EXPECT_GE(calls, ready);
    EXPECT_EQ(m_notified.count, 1000);
}

TEST_F(Operations, tellExactlyOnceInARace)
{
    for (int round = 0; round < 1000; ++round) {
        Notified notified;
        StLyricsQuery query{};
        query.struct_size = sizeof query;
        query.title = text("plain");
        StOperation operation{};
        ASSERT_EQ(m_lyrics.functions->begin_search(m_lyrics.handle, &query, notified.notifier(), &operation),
                  ST_OK);
        std::thread canceller([&operation] { operation.functions->cancel(operation.handle); });
        if (round % 2 == 0)
            finished(operation);
        canceller.join();
        destroy(operation);
        ASSERT_EQ(notified.count, 1) << round;
    }
}

TEST_F(Operations, runSideBySideUpToALimit)
{
    std::vector<StOperation> running;
    for (std::size_t count = 0; count < detail::OperationList::kLimit; ++count)
        running.push_back(begin("gate"));
    m_gate.waitForArrivals(static_cast<int>(detail::OperationList::kLimit));
    StOperation operation{};
    EXPECT_EQ(m_lyrics.functions->begin_fetch(m_lyrics.handle, text("7"), m_notified.notifier(), &operation),
              ST_ERR_BUSY);
    EXPECT_EQ(lastError(m_lyrics), "Too many requests at once.");
    EXPECT_EQ(operation.handle, nullptr);
    m_gate.open();
    for (const StOperation& each : running)
        destroy(each);
    ASSERT_EQ(m_lyrics.functions->begin_fetch(m_lyrics.handle, text("7"), {}, &operation), ST_OK);
    EXPECT_EQ(finished(operation), ST_OPERATION_READY);
    Text result;
    EXPECT_EQ(take(operation, result), ST_OK);
    EXPECT_EQ(result.content, R"({"id":"7"})");
    destroy(operation);
}

TEST_F(Operations, areStoppedByTheModulesShutdown)
{
    const StOperation operation = begin("interrupt");
    m_gate.waitForArrivals(1);
    EXPECT_EQ(detail::leaveModule("org.example.test", std::array<PluginPart, 0>{}), ST_OK);
    EXPECT_EQ(m_notified.count, 1);
    EXPECT_EQ(state(operation), ST_OPERATION_CANCELLED);
    destroy(operation);
    EXPECT_EQ(m_notified.count, 1);
}

TEST_F(Operations, refuseArgumentsThatMakeNoSense)
{
    StOperation operation{};
    const StLyricsFunctions& functions = *m_lyrics.functions;
    EXPECT_EQ(functions.begin_search(m_lyrics.handle, nullptr, {}, &operation), ST_ERR_INVALID_ARGUMENT);
    StLyricsQuery query{};
    EXPECT_EQ(functions.begin_search(m_lyrics.handle, &query, {}, &operation), ST_ERR_INVALID_ARGUMENT);
    query.struct_size = sizeof query;
    EXPECT_EQ(functions.begin_search(m_lyrics.handle, &query, {}, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions.begin_fetch(m_lyrics.handle, {nullptr, 3}, {}, &operation), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(operation.handle, nullptr);
    const auto* type = static_cast<const StLyricsType*>(lyrics<Waiting>().capability->type);
    Text error;
    const StWriter writer = error.writer();
    StLyrics made{};
    EXPECT_EQ(type->create(text(R"({"throw":"std"})"), &made, &writer), ST_ERR_EXCEPTION);
    EXPECT_EQ(error.content, "a foreign exception");
}

} // namespace
} // namespace stellatune::sdk
