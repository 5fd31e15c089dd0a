#include "tests/host/scenarios/held_instance.h"

#include "pluginhost/stream/byte_stream.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <string_view>

#include <gtest/gtest.h>

namespace stellatune::testing {

namespace {

using namespace std::chrono_literals;

/// 16 frames of the plugin's own music.
class ToneStream final : public ByteStream {
  public:
    Result<size_t> read(std::span<std::byte> bytes) override
    {
        const size_t count = std::min<size_t>(bytes.size(), kMusic.size() - m_position);
        std::memcpy(bytes.data(), kMusic.data() + m_position, count);
        m_position += count;
        return count;
    }
    bool isSeekable() const override { return true; }
    Result<void> seek(uint64_t offset) override
    {
        m_position = std::min<size_t>(offset, kMusic.size());
        return {};
    }
    uint64_t position() const override { return m_position; }
    std::optional<uint64_t> size() const override { return kMusic.size(); }
    void interrupt() override {}

  private:
    static constexpr std::string_view kMusic{"TONE\x10\0\0\0", 8};
    size_t m_position = 0;
};

template <typename Value>
std::optional<ErrorCode> codeOf(const Result<Value>& result)
{
    return result ? std::nullopt : std::optional(result.error().code);
}

std::optional<ErrorCode> codeOf(int32_t status)
{
    if (status == ST_OK)
        return std::nullopt;
    return status == ST_ERR_WRONG_THREAD ? ErrorCode::WrongThread : ErrorCode::Internal;
}

template <typename Instance>
std::shared_ptr<Instance> keep(Result<std::unique_ptr<Instance>> made)
{
    if (made)
        return std::move(*made);
    ADD_FAILURE() << made.error().message;
    return nullptr;
}

bool yieldsText(Result<std::unique_ptr<PluginOperation>> begun)
{
    return begun && (*begun)->wait(10s) && (*begun)->takeText();
}

std::vector<HeldInstance::Call> commonCalls(PluginInstance& instance)
{
    return {{"handOver", [&instance] { return codeOf(instance.handOver()); }}};
}

HeldInstance holdDecoder(const WorkerEndpoint& endpoint)
{
    const auto decoder = keep(factoryOf<DecoderInstance>(endpoint)("{}"));
    if (decoder == nullptr)
        return {};
    EXPECT_TRUE(decoder->open(std::make_shared<ToneStream>(), "a.tone", "tone"));
    const auto block = std::make_shared<std::array<float, 8>>();
    HeldInstance held{
        decoder, [&decoder = *decoder, block] { return bool{decoder.seek(0)} && bool{decoder.read(*block)}; },
        commonCalls(*decoder)};
    held.calls.push_back({"metadata", [&decoder = *decoder] { return codeOf(decoder.metadata()); }});
    held.calls.push_back({"read", [&decoder = *decoder, block] { return codeOf(decoder.read(*block)); }});
    held.calls.push_back({"seek", [&decoder = *decoder] { return codeOf(decoder.seek(0)); }});
    return held;
}

HeldInstance holdDsp(const WorkerEndpoint& endpoint)
{
    const auto dsp = keep(dspFactoryOf(endpoint, {sizeof(StDspFormat), 44'100, 1, 0, 64, 0})("{}"));
    if (dsp == nullptr)
        return {};
    const auto block = std::make_shared<std::array<float, 8>>();
    HeldInstance held{dsp, [&dsp = *dsp, block] { return dsp.process(block->data(), 8) == ST_OK; },
                      commonCalls(*dsp)};
    held.calls.push_back({"process", [&dsp = *dsp, block] { return codeOf(dsp.process(block->data(), 8)); }});
    held.calls.push_back({"reset", [&dsp = *dsp] { return codeOf(dsp.reset()); }});
    held.calls.push_back({"info", [&dsp = *dsp] { return codeOf(dsp.refreshInfo()); }});
    return held;
}

HeldInstance holdSource(const WorkerEndpoint& endpoint)
{
    const auto source = keep(factoryOf<SourceInstance>(endpoint)("{}"));
    if (source == nullptr)
        return {};
    HeldInstance held{source, [&source = *source] { return yieldsText(source.beginList("{}", [] {})); },
                      commonCalls(*source)};
    held.calls.push_back(
        {"begin_list", [&source = *source] { return codeOf(source.beginList("{}", [] {})); }});
    held.calls.push_back(
        {"begin_open_stream", [&source = *source] { return codeOf(source.beginOpenStream("one", [] {})); }});
    held.calls.push_back({"close_stream", [&source = *source] { return codeOf(source.closeStream({})); }});
    return held;
}

HeldInstance holdLyrics(const WorkerEndpoint& endpoint)
{
    const auto lyrics = keep(factoryOf<LyricsInstance>(endpoint)("{}"));
    if (lyrics == nullptr)
        return {};
    HeldInstance held{lyrics, [&lyrics = *lyrics] { return yieldsText(lyrics.beginFetch("la", [] {})); },
                      commonCalls(*lyrics)};
    held.calls.push_back(
        {"begin_search", [&lyrics = *lyrics] {
             return codeOf(lyrics.beginSearch({sizeof(StLyricsQuery), 0, {}, {}, {}, {}, 0}, [] {}));
         }});
    held.calls.push_back(
        {"begin_fetch", [&lyrics = *lyrics] { return codeOf(lyrics.beginFetch("la", [] {})); }});
    return held;
}

HeldInstance holdSink(const WorkerEndpoint& endpoint)
{
    const auto sink = keep(factoryOf<SinkInstance>(endpoint)("{}"));
    if (sink == nullptr)
        return {};
    StSinkFormat format{};
    format.struct_size = sizeof format;
    format.sample_rate = 44'100;
    format.channels = 2;
    EXPECT_TRUE(sink->open("nowhere", format));
    const auto block = std::make_shared<std::array<float, 8>>();
    HeldInstance held{sink, [&sink = *sink, block] { return bool{sink.write(*block)}; }, commonCalls(*sink)};
    held.calls.push_back({"list_targets", [&sink = *sink] { return codeOf(sink.listTargets()); }});
    held.calls.push_back(
        {"negotiate", [&sink = *sink, format] { return codeOf(sink.negotiate("nowhere", format)); }});
    held.calls.push_back({"open", [&sink = *sink, format] { return codeOf(sink.open("nowhere", format)); }});
    held.calls.push_back({"write", [&sink = *sink, block] { return codeOf(sink.write(*block)); }});
    held.calls.push_back({"status", [&sink = *sink] { return codeOf(sink.status()); }});
    held.calls.push_back({"flush", [&sink = *sink] { return codeOf(sink.flush()); }});
    held.calls.push_back({"reset", [&sink = *sink] { return codeOf(sink.reset()); }});
    held.calls.push_back({"close", [&sink = *sink] { return codeOf(sink.close()); }});
    return held;
}

} // namespace

HeldInstance holdInstance(const WorkerEndpoint& endpoint)
{
    switch (endpoint.kind) {
    case CapabilityKind::Decoder:
        return holdDecoder(endpoint);
    case CapabilityKind::Dsp:
        return holdDsp(endpoint);
    case CapabilityKind::Source:
        return holdSource(endpoint);
    case CapabilityKind::Lyrics:
        return holdLyrics(endpoint);
    case CapabilityKind::Output:
        return holdSink(endpoint);
    }
    return {};
}

} // namespace stellatune::testing
