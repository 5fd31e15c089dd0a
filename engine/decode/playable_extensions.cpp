#include "engine/decode/decoder.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stellatune {

namespace {

constexpr std::array<std::string_view, 24> kExtensions{
    "flac", "fla",  "mp3", "mp2",  "mp1", "mpga", "ogg", "oga", "opus", "wav",  "wave", "rf64",
    "bwf",  "aiff", "aif", "aifc", "caf", "w64",  "au",  "snd", "voc",  "8svx", "paf",  "nist",
};

char toLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::span<const std::string_view> playableExtensions()
{
    return kExtensions;
}

bool hasPlayableExtension(const std::filesystem::path& path)
{
    const auto extension = path.extension().u8string();
    if (extension.size() < 2)
        return false;
    std::string lower(extension.begin() + 1, extension.end());
    std::transform(lower.begin(), lower.end(), lower.begin(), toLower);
    return std::find(kExtensions.begin(), kExtensions.end(), lower) != kExtensions.end();
}

} // namespace stellatune
