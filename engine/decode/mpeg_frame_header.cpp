#include "engine/decode/mpeg_frame_header.h"

#include <array>

namespace stellatune {

namespace {

using BitRates = std::array<uint16_t, 15>; ///< kbit/s by index; index 0 is free format

constexpr BitRates kVersion1Layer1{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448};
constexpr BitRates kVersion1Layer2{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384};
constexpr BitRates kVersion1Layer3{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
constexpr BitRates kVersion2Layer1{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256};
constexpr BitRates kVersion2Layers23{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

const BitRates& bitRates(bool version1, uint32_t layer)
{
    if (!version1)
        return layer == 1 ? kVersion2Layer1 : kVersion2Layers23;
    if (layer == 1)
        return kVersion1Layer1;
    return layer == 2 ? kVersion1Layer2 : kVersion1Layer3;
}

} // namespace

std::optional<MpegFrameHeader> MpegFrameHeader::parse(std::span<const unsigned char, 4> bytes)
{
    if (bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0)
        return std::nullopt;
    const uint32_t version = (bytes[1] >> 3) & 3; // 0: 2.5, 1: reserved, 2: version 2, 3: version 1
    const uint32_t codedLayer = (bytes[1] >> 1) & 3;
    const uint32_t bitRateIndex = bytes[2] >> 4;
    const uint32_t sampleRateIndex = (bytes[2] >> 2) & 3;
    if (version == 1 || codedLayer == 0 || bitRateIndex == 0 || bitRateIndex == 15 || sampleRateIndex == 3)
        return std::nullopt;

    constexpr std::array<uint32_t, 3> kVersion1Rates{44'100, 48'000, 32'000};
    const bool version1 = version == 3;
    const uint32_t layer = 4 - codedLayer;
    const uint32_t sampleRate = kVersion1Rates[sampleRateIndex] / (version1 ? 1 : version == 2 ? 2 : 4);
    const uint32_t bitRate = bitRates(version1, layer)[bitRateIndex] * 1000U;
    const uint32_t padding = (bytes[2] >> 1) & 1;

    MpegFrameHeader header;
    if (layer == 1)
        header.bytes = (12 * bitRate / sampleRate + padding) * 4;
    else
        header.bytes = (layer == 3 && !version1 ? 72 : 144) * bitRate / sampleRate + padding;
    header.stream = (bytes[1] & 0x1EU) << 2 | sampleRateIndex;
    return header;
}

} // namespace stellatune
