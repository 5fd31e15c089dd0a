#include <array>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "sdk_host.h"

namespace stellatune::sdk {
namespace {

std::atomic<int> openStreams{0};

/// The digits "0123456789"; "forward" ones cannot seek, "wait" ones block until they are interrupted.
class DigitStream : public SourceStream {
  public:
    explicit DigitStream(std::string_view kind) : m_kind(kind) { ++openStreams; }
    ~DigitStream() override { --openStreams; }

    std::size_t read(std::span<std::byte> bytes) override
    {
        throwKind(m_kind);
        if (m_kind == "lies")
            return bytes.size() + 1;
        if (m_kind == "wait") {
            std::unique_lock lock(m_mutex);
            m_waits = true;
            m_change.notify_all();
            m_change.wait(lock, [this] { return m_interrupted; });
            throw Error(ST_ERR_IO, "The connection was reset.");
        }
        const std::size_t count = std::min<std::size_t>({bytes.size(), 10 - m_offset, 4});
        std::memcpy(bytes.data(), &"0123456789"[m_offset], count);
        m_offset += count;
        return count;
    }
    bool canSeek() const override { return m_kind != "forward"; }
    void seek(uint64_t offset) override
    {
        throwKind(m_kind);
        m_offset = std::min<uint64_t>(offset, 10);
    }
    uint64_t tell() const override
    {
        throwKind(m_kind);
        return m_offset;
    }
    std::optional<uint64_t> size() const override
    {
        throwKind(m_kind);
        return m_kind == "forward" ? std::nullopt : std::optional<uint64_t>(10);
    }
    void interrupt() noexcept override
    {
        const std::lock_guard lock(m_mutex);
        m_interrupted = true;
        m_change.notify_all();
    }
    void waitForReader()
    {
        std::unique_lock lock(m_mutex);
        m_change.wait(lock, [this] { return m_waits; });
    }

  private:
    std::string m_kind;
    std::size_t m_offset = 0;
    std::mutex m_mutex;
    std::condition_variable m_change;
    bool m_interrupted = false;
    bool m_waits = false;
};

DigitStream* lastStream = nullptr;

class Shelf {
  public:
    static constexpr TypeInfo kType{.typeId = "shelf", .displayName = "Shelf"};

    Json list(const Json& request, Cancellation&)
    {
        return Json::object({{"items", Json::array()}, {"asked", request}});
    }
    OpenedStream open(std::string_view itemId, Cancellation& cancellation)
    {
        if (itemId == "nothing")
            return {};
        auto stream = std::make_unique<DigitStream>(itemId);
        lastStream = stream.get();
        if (itemId == "late")
            cancellation.waitFor(std::chrono::hours(1));
        return {std::move(stream), Json::object({{"extension", "num"}})};
    }
};

class SourceBorder : public ::testing::Test {
  protected:
    SourceBorder()
    {
        const auto* type = static_cast<const StSourceType*>(source<Shelf>().capability->type);
        EXPECT_EQ(type->create({}, &m_source, nullptr), ST_OK);
    }
    ~SourceBorder() override
    {
        m_source.functions->instance->destroy(m_source.handle);
        EXPECT_EQ(openStreams, 0);
    }

    StOperation begin(std::string_view item)
    {
        StOperation operation{};
        EXPECT_EQ(functions().begin_open_stream(m_source.handle, text(item), {}, &operation), ST_OK);
        return operation;
    }
    /// An open stream, as the host takes it.
    StStream open(std::string_view item)
    {
        const StOperation operation = begin(item);
        uint32_t state = 99;
        operation.functions->wait(operation.handle, 60'000, &state);
        EXPECT_EQ(state, ST_OPERATION_READY);
        EXPECT_EQ(operation.functions->take_text, nullptr);
        StStream stream{};
        Text info;
        const StWriter writer = info.writer();
        EXPECT_EQ(operation.functions->take_stream(operation.handle, nullptr, &writer),
                  ST_ERR_INVALID_ARGUMENT);
        EXPECT_EQ(operation.functions->take_stream(operation.handle, &stream, &writer), ST_OK);
        EXPECT_EQ(info.content, R"({"extension":"num"})");
        StStream again{};
        EXPECT_EQ(operation.functions->take_stream(operation.handle, &again, &writer), ST_ERR_STATE);
        operation.functions->destroy(operation.handle);
        EXPECT_EQ(openStreams, 1);
        return stream;
    }
    void close(StStream stream)
    {
        functions().close_stream(m_source.handle, stream);
        EXPECT_EQ(openStreams, 0);
    }
    const StSourceFunctions& functions() const { return *m_source.functions; }

    SdkHost m_host;
    StSource m_source{};
};

TEST_F(SourceBorder, lists)
{
    const auto answer = [this](std::string_view request) {
        StOperation operation{};
        EXPECT_EQ(functions().begin_list(m_source.handle, text(request), {}, &operation), ST_OK);
        uint32_t state = 0;
        operation.functions->wait(operation.handle, 60'000, &state);
        std::string result = written(
            [&](const StWriter* out) { return operation.functions->take_text(operation.handle, out); });
        operation.functions->destroy(operation.handle);
        return result;
    };
    EXPECT_EQ(answer(""), R"({"asked":{},"items":[]})");
    EXPECT_EQ(answer(R"({"query":"é"})"), R"({"asked":{"query":"é"},"items":[]})");
    StOperation operation{};
    EXPECT_EQ(functions().begin_list(m_source.handle, text("{"), {}, &operation), ST_ERR_CORRUPT);
    EXPECT_EQ(functions().begin_list(m_source.handle, text("5"), {}, &operation), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().begin_list(m_source.handle, text(""), {}, nullptr), ST_ERR_INVALID_ARGUMENT);
}

TEST_F(SourceBorder, streamsAreReadThroughTheirTables)
{
    const StStream given = open("plain");
    Stream stream(given); // the reading side, so both meet here
    std::array<std::byte, 16> bytes{};
    EXPECT_EQ(stream.size(), 10u);
    EXPECT_EQ(stream.readFully(bytes), 10u);
    EXPECT_EQ(stream.tell(), 10u);
    stream.seek(7);
    EXPECT_EQ(stream.read(bytes), 3u);
    EXPECT_EQ(bytes[0], std::byte{'7'});
    uint64_t count = 99;
    EXPECT_EQ(given.functions->read(given.handle, nullptr, 0, &count), ST_OK);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(given.functions->read(given.handle, nullptr, 1, &count), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(given.functions->read(given.handle, bytes.data(), 1, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(given.functions->tell(given.handle, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(given.functions->size(given.handle, nullptr), ST_ERR_INVALID_ARGUMENT);
    close(given);
}

TEST_F(SourceBorder, streamsThatCannotSeekSaySo)
{
    const StStream given = open("forward");
    EXPECT_EQ(given.functions->seek, nullptr);
    EXPECT_EQ(Stream(given).size(), std::nullopt);
    close(given);
}

TEST_F(SourceBorder, interruptWakesAReaderAndRefusesWhatFollows)
{
    const StStream given = open("wait");
    std::thread interrupter([&given] {
        lastStream->waitForReader();
        given.functions->interrupt(given.handle);
    });
    std::array<std::byte, 4> bytes{};
    uint64_t number = 0;
    EXPECT_EQ(given.functions->read(given.handle, bytes.data(), 4, &number), ST_ERR_CANCELLED);
    interrupter.join();
    EXPECT_EQ(given.functions->read(given.handle, bytes.data(), 4, &number), ST_ERR_CANCELLED);
    EXPECT_EQ(given.functions->seek(given.handle, 0), ST_ERR_CANCELLED);
    EXPECT_EQ(given.functions->tell(given.handle, &number), ST_OK);
    EXPECT_TRUE(m_host.lines().empty());
    close(given);
}

TEST_F(SourceBorder, streamsLetNothingThrownOut)
{
    for (const Thrown& thrown : kThrown) {
        const StStream given = open(thrown.kind);
        std::array<std::byte, 4> bytes{};
        uint64_t number = 0;
        EXPECT_EQ(given.functions->read(given.handle, bytes.data(), 4, &number), thrown.status);
        EXPECT_EQ(given.functions->seek(given.handle, 0), thrown.status);
        EXPECT_EQ(given.functions->tell(given.handle, &number), thrown.status);
        EXPECT_EQ(given.functions->size(given.handle, &number), thrown.status);
        close(given);
    }
    const StStream liar = open("lies");
    std::array<std::byte, 4> bytes{};
    uint64_t number = 99;
    EXPECT_EQ(liar.functions->read(liar.handle, bytes.data(), 4, &number), ST_ERR_INTERNAL);
    EXPECT_EQ(number, 0u);
    close(liar);
}

TEST_F(SourceBorder, closesWhatNobodyTook)
{
    const StOperation ready = begin("plain");
    uint32_t state = 0;
    ready.functions->wait(ready.handle, 60'000, &state);
    EXPECT_EQ(openStreams, 1);
    ready.functions->destroy(ready.handle);
    EXPECT_EQ(openStreams, 0);

    // And what came too late.
    const StOperation late = begin("late");
    late.functions->cancel(late.handle);
    late.functions->wait(late.handle, 60'000, &state);
    EXPECT_EQ(state, ST_OPERATION_CANCELLED);
    EXPECT_EQ(openStreams, 0);
    StStream stream{};
    Text info;
    const StWriter writer = info.writer();
    EXPECT_EQ(late.functions->take_stream(late.handle, &stream, &writer), ST_ERR_STATE);
    late.functions->destroy(late.handle);

    const StOperation nothing = begin("nothing");
    nothing.functions->wait(nothing.handle, 60'000, &state);
    EXPECT_EQ(state, ST_OPERATION_FAILED);
    nothing.functions->destroy(nothing.handle);
}

TEST_F(SourceBorder, keepsTheStreamWhenTheHostTakesNoInfo)
{
    const StOperation operation = begin("plain");
    uint32_t state = 0;
    operation.functions->wait(operation.handle, 60'000, &state);
    StStream stream{};
    Text full;
    full.status = ST_ERR_NO_MEMORY;
    StWriter writer = full.writer();
    EXPECT_EQ(operation.functions->take_stream(operation.handle, &stream, &writer), ST_ERR_NO_MEMORY);
    full.status = ST_OK;
    EXPECT_EQ(operation.functions->take_stream(operation.handle, &stream, &writer), ST_OK);
    operation.functions->destroy(operation.handle);
    close(stream);
}

} // namespace
} // namespace stellatune::sdk
