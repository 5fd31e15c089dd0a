// What the listener chose for the files, and what follows from it for one of them.
#pragma once

#include "name_pattern.h"

#include <cstdint>
#include <filesystem>

#include <pluginapi/sdk/config.h>

namespace stellatune::filesink {

enum class Container : uint8_t { Wav, Flac };
enum class SampleChoice : uint8_t { AsMusic, Int16, Int24, Float32 };
enum class Split : uint8_t { PerTrack, OneFile };
enum class Existing : uint8_t { KeepBoth, Replace, Skip };

/// How samples lie in a file.
struct StoredFormat {
    Container container = Container::Flac;
    uint32_t bits = 16;   ///< 16, 24 or 32
    bool isFloat = false; ///< with 32 bits, in WAV alone
};

struct Settings {
    std::filesystem::path folder; ///< empty: defaultFolder()
    Container container = Container::Flac;
    SampleChoice samples = SampleChoice::AsMusic;
    Split split = Split::PerTrack;
    NamePattern trackName;  ///< a file for each track
    NamePattern singleName; ///< one file for everything
    Existing existing = Existing::KeepBoth;
    bool dither = true;
    uint32_t flacLevel = 5; ///< 0 to 8

    /// Throws sdk::Error, which names the key, when `config` makes no sense.
    static Settings read(const sdk::Config& config);

    /// `musicBits` as StSinkFormat::bits_per_sample, 0 when unknown.
    StoredFormat storedFormat(uint32_t musicBits) const;
};

} // namespace stellatune::filesink
