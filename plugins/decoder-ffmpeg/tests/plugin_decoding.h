// The plugin as the host uses it: its library, and files decoded through it.
#pragma once

#include "pluginhost/host/plugin_host.h"
#include "pluginhost/lease/decoder_instance.h"
#include "pluginhost/module/module_library.h"
#include "pluginhost/stream/file_stream.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace stellatune::plugintest {

/// Loaded once for the whole program, and never closed: what the codec's own libraries keep for good would
/// look like a leak once they are unmapped.
inline std::shared_ptr<const ModuleLease> lease()
{
    static const auto& host = *new PluginHost(PluginSurroundings{});
    static const auto& lease = *[] {
        auto library = ModuleLibrary::load(STELLATUNE_TESTED_PLUGIN, host.asPluginSeesIt());
        if (!library)
            throw std::runtime_error(library.error().message);
        return new std::shared_ptr<const ModuleLease>(
            std::make_shared<const ModuleLease>(std::move(*library), 1));
    }();
    return lease;
}

/// Bytes in memory, which can misbehave.
class MemoryStream final : public ByteStream {
  public:
    explicit MemoryStream(std::vector<unsigned char> bytes) : m_bytes(std::move(bytes)) {}

    bool canSeek = true;
    /// Reading beyond this byte fails with `failure`.
    uint64_t failsFrom = UINT64_MAX;
    ErrorCode failure = ErrorCode::Io;
    /// So many reads and seeks succeed, then one fails with `failure`, then all go well again.
    uint64_t operationsUntilFailure = UINT64_MAX;
    bool isInterrupted = false;

    Result<size_t> read(std::span<std::byte> bytes) override
    {
        if (isInterrupted)
            return Error{ErrorCode::Cancelled, "test", "interrupted"};
        if (m_position + bytes.size() > failsFrom || operationsUntilFailure-- == 0)
            return Error{failure, "test", "failed as planned"};
        const size_t count = std::min<size_t>(bytes.size(), m_bytes.size() - m_position);
        std::copy_n(reinterpret_cast<const std::byte*>(m_bytes.data()) + m_position, count, bytes.begin());
        m_position += count;
        return count;
    }
    bool isSeekable() const override { return canSeek; }
    Result<void> seek(uint64_t offset) override
    {
        if (operationsUntilFailure-- == 0)
            return Error{failure, "test", "failed as planned"};
        m_position = std::min<uint64_t>(offset, m_bytes.size());
        return {};
    }
    uint64_t position() const override { return m_position; }
    std::optional<uint64_t> size() const override { return m_bytes.size(); }
    void interrupt() override { isInterrupted = true; }

  private:
    const std::vector<unsigned char> m_bytes;
    uint64_t m_position = 0;
};

using DecoderPointer = std::unique_ptr<DecoderInstance>;

inline Result<DecoderPointer> tryOpen(std::shared_ptr<ByteStream> bytes, const std::string& name,
                                      uint32_t subsong = 0, const std::string& config = {})
{
    Result<DecoderPointer> decoder = DecoderInstance::create(lease(), STELLATUNE_TESTED_TYPE, config);
    if (!decoder)
        return decoder.error();
    const size_t dot = name.rfind('.');
    const std::string extension = dot == std::string::npos ? std::string() : name.substr(dot + 1);
    if (Result<void> opened = (*decoder)->open(std::move(bytes), name, extension, subsong); !opened)
        return opened.error();
    return std::move(*decoder);
}

inline DecoderPointer mustOpen(std::shared_ptr<ByteStream> bytes, const std::string& name,
                               uint32_t subsong = 0, const std::string& config = {})
{
    Result<DecoderPointer> decoder = tryOpen(std::move(bytes), name, subsong, config);
    if (!decoder)
        throw std::runtime_error(decoder.error().message);
    return std::move(*decoder);
}

inline DecoderPointer mustOpen(const std::filesystem::path& path, uint32_t subsong = 0)
{
    Result<std::unique_ptr<ByteStream>> file = FileStream::open(path);
    if (!file)
        throw std::runtime_error(file.error().message);
    return mustOpen(std::shared_ptr<ByteStream>(std::move(*file)), path.string(), subsong);
}

/// Up to `frames` frames from where the decoder is, `step` at a time.
inline std::vector<float> readFrames(DecoderInstance& decoder, uint64_t frames, uint64_t step = 1009)
{
    const uint32_t channels = decoder.info().channels;
    std::vector<float> samples;
    std::vector<float> block(step * channels);
    while (frames > 0) {
        const uint64_t wanted = std::min(step, frames);
        const Result<DecoderInstance::Block> got =
            decoder.read(std::span(block).first(static_cast<size_t>(wanted * channels)));
        if (!got)
            throw std::runtime_error(got.error().message);
        samples.insert(samples.end(), block.begin(),
                       block.begin() + static_cast<std::ptrdiff_t>(size_t{got->frames} * channels));
        frames -= got->frames;
        if (got->atEnd)
            break;
    }
    return samples;
}

inline std::vector<float> readAll(DecoderInstance& decoder, uint64_t step = 1009)
{
    return readFrames(decoder, UINT64_MAX, step);
}

/// Seeks, and drops what lies before the frame as the host does.
inline std::vector<float> readAt(DecoderInstance& decoder, uint64_t frame, uint64_t frames)
{
    const Result<uint64_t> reached = decoder.seek(frame);
    if (!reached)
        throw std::runtime_error(reached.error().message);
    if (*reached < frame)
        readFrames(decoder, frame - *reached);
    return readFrames(decoder, frames);
}

} // namespace stellatune::plugintest
