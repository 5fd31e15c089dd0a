// What real-time calls must not do: take memory. A program of its own, as it counts for all of itself.
#include <array>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "sdk_host.h"

namespace {
thread_local std::size_t allocations = 0;
} // namespace

void* operator new(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace stellatune::sdk {
namespace {

struct Half {
    static constexpr TypeInfo kType{.typeId = "half", .displayName = "Half"};
    explicit Half(const DspFormat&) {}
    void process(std::span<float> interleaved, uint32_t)
    {
        const float gain = m_gain.take();
        for (float& sample : interleaved)
            sample *= gain;
    }
    void reset() {}

  private:
    Snapshot<float> m_gain{0.5f};
};

struct Ones {
    static constexpr TypeInfo kType{.typeId = "ones", .displayName = "Ones"};
    void open(const DecoderRequest&) {}
    DecoderInfo info() const { return {.sampleRate = 8000, .channels = 2}; }
    ReadResult read(std::span<float> interleaved)
    {
        return {static_cast<uint32_t>(interleaved.size() / 2), false};
    }
    uint64_t seek(uint64_t frame) { return frame; }
};

struct Void {
    static constexpr TypeInfo kType{.typeId = "void", .displayName = "Void"};
    Json targets() { return Json::array(); }
    SinkFormat negotiate(std::string_view, const SinkFormat& wanted) { return wanted; }
    void open(std::string_view, const SinkFormat&) {}
    uint32_t write(std::span<const float> interleaved)
    {
        return static_cast<uint32_t>(interleaved.size() / 2);
    }
    SinkStatus status() const { return {}; }
    void flush() {}
    void reset() {}
    void close() {}
};

std::array<float, 512> block{};

TEST(Allocations, noneInADspsBlock)
{
    const StDspFormat format{sizeof format, 44100, 2, 0, 256, 0};
    StDsp made{};
    const auto* type = static_cast<const StDspType*>(dsp<Half>().capability->type);
    ASSERT_EQ(type->create(&format, {}, &made, nullptr), ST_OK);
    const std::size_t before = allocations;
    for (int round = 0; round < 100; ++round) {
        made.functions->process(made.handle, block.data(), 256);
        made.functions->reset(made.handle);
    }
    EXPECT_EQ(allocations, before);
    made.functions->instance->destroy(made.handle);
}

TEST(Allocations, noneInADecodersBlock)
{
    StDecoder made{};
    const auto* type = static_cast<const StDecoderType*>(decoder<Ones>().capability->type);
    ASSERT_EQ(type->create({}, &made, nullptr), ST_OK);
    const Stream nothing;
    const StDecoderOpenArguments arguments{sizeof arguments, 0, {}, {}, nothing.raw()};
    ASSERT_EQ(made.functions->open(made.handle, &arguments), ST_OK);
    uint32_t frames = 0;
    uint32_t end = 0;
    uint64_t reached = 0;
    const std::size_t before = allocations;
    for (int round = 0; round < 100; ++round) {
        made.functions->read(made.handle, block.data(), 256, &frames, &end);
        made.functions->seek(made.handle, 5, &reached);
    }
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(frames, 256u);
    made.functions->instance->destroy(made.handle);
}

TEST(Allocations, noneInASinksBlock)
{
    StSink made{};
    const auto* type = static_cast<const StSinkType*>(sink<Void>().capability->type);
    ASSERT_EQ(type->create({}, &made, nullptr), ST_OK);
    const StSinkFormat format{sizeof format, 44100, 2, 0, 256, 0};
    ASSERT_EQ(made.functions->open(made.handle, {}, &format), ST_OK);
    uint32_t accepted = 0;
    StSinkStatus status{};
    status.struct_size = sizeof status;
    const std::size_t before = allocations;
    for (int round = 0; round < 100; ++round) {
        made.functions->write(made.handle, block.data(), 256, &accepted);
        made.functions->status(made.handle, &status);
    }
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(accepted, 256u);
    made.functions->instance->destroy(made.handle);
}

} // namespace
} // namespace stellatune::sdk
