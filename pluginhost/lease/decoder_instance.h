// A decoder of a plugin.
#pragma once

#include "pluginapi/abi/decoder.h"
#include "pluginhost/lease/plugin_instance.h"
#include "pluginhost/stream/host_stream.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace stellatune {

class DecoderInstance final : public PluginInstance {
  public:
    struct Block {
        uint32_t frames = 0;
        bool atEnd = false;
    };

    /// Not open yet. `config` is a JSON object or empty. Owned by the calling thread.
    static Result<std::unique_ptr<DecoderInstance>> create(std::shared_ptr<const ModuleLease> lease,
                                                           std::string_view typeId, std::string_view config);
    ~DecoderInstance() { end(); }

    /// Reads the head of `bytes`, which may wait; whoever holds it too may interrupt it from any thread.
    /// `path` is for messages. Once.
    Result<void> open(std::shared_ptr<ByteStream> bytes, const std::string& path,
                      const std::string& extension, uint32_t subsong = 0);

    /// Checked when the stream was opened: 1 to 8 channels, 8 to 192 kHz.
    const StDecoderInfo& info() const { return m_info; }
    /// A JSON object, "{}" when the decoder offers none.
    Result<std::string> metadata();
    /// Fills whole frames from the front of `interleaved`. Allocates nothing in the good case.
    Result<Block> read(std::span<float> interleaved);
    bool isSeekable() const { return m_functions->seek != nullptr; }
    /// The frame that the next read() starts with, at or before `frame`.
    Result<uint64_t> seek(uint64_t frame);

  private:
    using PluginInstance::PluginInstance;
    Result<void> readInfo();
    Error streamFailure(Error error) const;

    const StDecoderFunctions* m_functions = nullptr;
    std::unique_ptr<HostStream> m_stream;
    StDecoderInfo m_info{};
};

} // namespace stellatune
