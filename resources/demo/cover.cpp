#include "resources/demo/cover.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string_view>

#include <zlib.h>

namespace stellatune::demo {

namespace {

struct Color {
    double red, green, blue; ///< 0 to 255
};

Color mixed(const Color& a, const Color& b, double share)
{
    const double t = std::clamp(share, 0.0, 1.0);
    return {a.red + t * (b.red - a.red), a.green + t * (b.green - a.green), a.blue + t * (b.blue - a.blue)};
}

// x and y from 0 to 1, y downwards.
Color pixelAt(double x, double y)
{
    const Color night{24, 28, 64};
    const Color violet{112, 74, 128};
    const Color peach{246, 174, 130};
    const Color light{255, 240, 205};
    Color color = y < 0.4 ? mixed(night, violet, y / 0.4) : mixed(violet, peach, (y - 0.4) / 0.28);

    constexpr double kSunX = 0.5;
    constexpr double kSunY = 0.62;
    const double distance = std::hypot(x - kSunX, y - kSunY);
    color = mixed(color, peach, 0.8 * std::exp(-6.0 * distance));
    color = mixed(color, light, (0.16 - distance) * 300.0); // a rim two pixels wide

    // Hills from far to near, each a wave of its own.
    constexpr int kHills = 4;
    for (int hill = 0; hill < kHills; ++hill) {
        const double depth = hill / (kHills - 1.0);
        const double ridge = 0.64 + 0.09 * hill + 0.030 * std::sin(5.0 * x + 2.3 * hill) +
                             0.014 * std::sin(13.0 * x + 1.1 * hill * hill);
        color = mixed(color, mixed({150, 92, 122}, {18, 22, 48}, depth), (y - ridge) * 300.0);
    }
    return color;
}

void append32(std::vector<uint8_t>& bytes, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<uint8_t>(value >> shift));
}

void appendChunk(std::vector<uint8_t>& png, std::string_view type, const std::vector<uint8_t>& data)
{
    append32(png, static_cast<uint32_t>(data.size()));
    const size_t start = png.size();
    png.insert(png.end(), type.begin(), type.end());
    png.insert(png.end(), data.begin(), data.end());
    append32(png, static_cast<uint32_t>(crc32(0, png.data() + start, static_cast<uInt>(png.size() - start))));
}

} // namespace

std::vector<uint8_t> drawCover()
{
    std::minstd_rand random(1);
    std::vector<uint8_t> rows;
    rows.reserve(size_t{kCoverSize} * (kCoverSize * 3 + 1));
    for (uint32_t y = 0; y < kCoverSize; ++y) {
        rows.push_back(1); // PNG's filter "Sub": each byte less the same one of the pixel to the left
        uint8_t left[3] = {0, 0, 0};
        for (uint32_t x = 0; x < kCoverSize; ++x) {
            Color color = pixelAt((x + 0.5) / kCoverSize, (y + 0.5) / kCoverSize);
            if (y < kCoverSize * 2 / 5 && random() % 1500 == 0)
                color = mixed(color, {255, 255, 255}, 0.8); // a star
            const double parts[3] = {color.red, color.green, color.blue};
            for (int i = 0; i < 3; ++i) {
                const auto value = static_cast<uint8_t>(std::lround(std::clamp(parts[i], 0.0, 255.0)));
                rows.push_back(static_cast<uint8_t>(value - left[i]));
                left[i] = value;
            }
        }
    }

    std::vector<uint8_t> compressed(compressBound(static_cast<uLong>(rows.size())));
    uLongf size = compressed.size();
    if (compress2(compressed.data(), &size, rows.data(), static_cast<uLong>(rows.size()),
                  Z_BEST_COMPRESSION) != Z_OK)
        return {};
    compressed.resize(size);

    std::vector<uint8_t> png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    std::vector<uint8_t> header;
    append32(header, kCoverSize);
    append32(header, kCoverSize);
    header.insert(header.end(), {8, 2, 0, 0, 0}); // 8 bits, RGB, deflate, standard filters, not interlaced
    appendChunk(png, "IHDR", header);
    appendChunk(png, "IDAT", compressed);
    appendChunk(png, "IEND", {});
    return png;
}

} // namespace stellatune::demo
