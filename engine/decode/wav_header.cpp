#include "engine/decode/wav_header.h"

#include <array>
#include <cstring>

namespace stellatune {

namespace {

constexpr uint16_t kExtensible = 0xFFFE;

uint16_t word(const unsigned char* bytes)
{
    return static_cast<uint16_t>(bytes[0] | bytes[1] << 8);
}

uint32_t longWord(const unsigned char* bytes)
{
    return word(bytes) | static_cast<uint32_t>(word(bytes + 2)) << 16;
}

} // namespace

std::optional<WavHeader> WavHeader::read(InputFile& file)
{
    std::array<unsigned char, 12> riff{};
    if (file.readAt(0, riff) < riff.size() || std::memcmp(riff.data() + 8, "WAVE", 4) != 0)
        return std::nullopt;

    constexpr int kChunksLookedAt = 16;
    uint64_t position = riff.size();
    for (int chunk = 0; chunk < kChunksLookedAt; ++chunk) {
        std::array<unsigned char, 8 + 26> bytes{}; // name, size, and the format as far as the tag inside
        const size_t got = file.readAt(position, bytes);
        if (got < 8)
            break;
        const unsigned char* const body = bytes.data() + 8;
        const uint32_t size = longWord(body - 4);
        if (std::memcmp(bytes.data(), "fmt ", 4) == 0 && got >= 8 + 16) {
            const uint16_t tag = word(body);
            return WavHeader{tag == kExtensible && size >= 26 ? word(body + 24) : tag, word(body + 2),
                             longWord(body + 4), word(body + 14)};
        }
        position += 8 + uint64_t{size} + size % 2;
    }
    return std::nullopt;
}

} // namespace stellatune
