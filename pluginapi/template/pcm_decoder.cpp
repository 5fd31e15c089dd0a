// SPDX-License-Identifier: MIT
// Plays files that hold 16-bit samples and nothing else. How many channels, and how fast, the settings say.
#include <algorithm>
#include <vector>

#include "stellatune_plugin_info.h"
#include <pluginapi/sdk/plugin.h>

using namespace stellatune::sdk;

class PcmDecoder {
  public:
    static constexpr std::string_view kSchema = R"({"type": "object", "properties": {
        "rate": {"type": "integer", "title": "Sample rate", "x-unit": "Hz", "x-order": 1,
                 "minimum": 8000, "maximum": 192000, "default": 44100},
        "channels": {"type": "integer", "title": "Channels", "x-order": 2, "minimum": 1, "maximum": 8, "default": 2},
        "order": {"type": "string", "title": "Byte order", "x-order": 3, "default": "little",
                  "oneOf": [{"const": "little", "title": "Little-endian"}, {"const": "big", "title": "Big-endian"}]}}})";
    static constexpr TypeInfo kType{.typeId = "pcm",
                                    .displayName = "Headerless PCM",
                                    .configSchema = kSchema,
                                    .defaultConfig = R"({"rate": 44100, "channels": 2, "order": "little"})"};

    // These files say nothing of themselves, so every other decoder that wants the extension goes first.
    static constexpr DecoderScore kScores[] = {{"pcm", 10}, {"raw", 10}};

    explicit PcmDecoder(const Config& config)
        : m_rate(static_cast<uint32_t>(config.integer("rate", 44100, 8000, 192000))),
          m_channels(static_cast<uint32_t>(config.integer("channels", 2, 1, 8))),
          m_isBig(config.choice("order", "little", {"little", "big"}) == "big"),
          m_bytes(kBlock * frameBytes())
    {}

    void open(const DecoderRequest& request) { m_stream = request.stream; }

    DecoderInfo info() const
    {
        const std::optional<uint64_t> size = m_stream.size();
        return {.sampleRate = m_rate,
                .channels = m_channels,
                .frames = size ? *size / frameBytes() : ST_FRAMES_UNKNOWN,
                .bitsPerSample = 16,
                .flags = ST_DECODER_LOSSLESS};
    }

    // Allocates nothing: the buffer is as old as the decoder, and what it cannot hold comes with the next
    // call.
    ReadResult read(std::span<float> interleaved)
    {
        const std::size_t frames = std::min(interleaved.size() / m_channels, kBlock);
        const std::size_t bytes = m_stream.readFully(std::span(m_bytes).first(frames * frameBytes()));
        const std::size_t samples = bytes / frameBytes() * m_channels; // half a frame at the end is no frame
        for (std::size_t i = 0; i < samples; ++i) {
            const auto high = std::to_integer<uint16_t>(m_bytes[2 * i + (m_isBig ? 0 : 1)]);
            const auto low = std::to_integer<uint16_t>(m_bytes[2 * i + (m_isBig ? 1 : 0)]);
            interleaved[i] = static_cast<float>(static_cast<int16_t>(high << 8 | low)) / 32768.0f;
        }
        return {static_cast<uint32_t>(samples / m_channels), bytes < frames * frameBytes()};
    }

    uint64_t seek(uint64_t frame)
    {
        const uint64_t reached = std::min(frame, info().frames);
        m_stream.seek(reached * frameBytes());
        return reached;
    }

  private:
    static constexpr std::size_t kBlock = 4096; // frames
    std::size_t frameBytes() const { return 2 * std::size_t{m_channels}; }

    uint32_t m_rate;
    uint32_t m_channels;
    bool m_isBig;
    std::vector<std::byte> m_bytes;
    Stream m_stream;
};

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, decoder<PcmDecoder>());
