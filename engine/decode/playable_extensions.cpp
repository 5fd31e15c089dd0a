#include "engine/decode/decoder.h"
#include "engine/decode/file_extension.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stellatune {

namespace {

constexpr std::array<std::string_view, 24> kExtensions{
    "flac", "fla",  "mp3", "mp2",  "mp1", "mpga", "ogg", "oga", "opus", "wav",  "wave", "rf64",
    "bwf",  "aiff", "aif", "aifc", "caf", "w64",  "au",  "snd", "voc",  "8svx", "paf",  "nist",
};

} // namespace

std::span<const std::string_view> playableExtensions()
{
    return kExtensions;
}

bool hasPlayableExtension(const std::filesystem::path& path)
{
    const std::string extension = fileExtension(path);
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

} // namespace stellatune
