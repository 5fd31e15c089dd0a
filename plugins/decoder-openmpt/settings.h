// How tracker music is rendered.
#pragma once

#include <pluginapi/sdk/config.h>

#include <cstdint>

namespace stellatune::openmpt {

struct Settings {
    uint32_t sampleRate = 48'000;
    int32_t interpolation = 8;      ///< taps, as libopenmpt counts them: 1, 2, 4 or 8
    int32_t stereoSeparation = 100; ///< percent
    int32_t repeats = 0;            ///< times that the music is played again

    static Settings read(const sdk::Config& config);
    /// Whether a change from one to the other can be made while the music plays.
    bool sharesFormatWith(const Settings& other) const;
};

inline constexpr const char* kSettingsSchema = R"({
  "type": "object",
  "properties": {
    "sample_rate": {
      "type": "integer", "title": "Sample rate", "x-unit": "Hz", "x-order": 1, "default": 48000,
      "oneOf": [
        {"const": 44100, "title": "44,100"},
        {"const": 48000, "title": "48,000"},
        {"const": 88200, "title": "88,200"},
        {"const": 96000, "title": "96,000"},
        {"const": 192000, "title": "192,000"}
      ]
    },
    "interpolation": {
      "type": "string", "title": "Interpolation", "x-order": 2, "default": "sinc",
      "description": "How samples are played at other pitches than they were recorded at.",
      "oneOf": [
        {"const": "none", "title": "None, as rough as the old machines"},
        {"const": "linear", "title": "Linear"},
        {"const": "cubic", "title": "Cubic"},
        {"const": "sinc", "title": "Windowed sinc, the smoothest"}
      ]
    },
    "stereo_separation": {
      "type": "integer", "title": "Stereo separation", "x-unit": "%", "x-order": 3, "minimum": 0, "maximum": 200,
      "default": 100, "description": "0 is mono, 100 is what the composer set."
    },
    "repeats": {
      "type": "integer", "title": "Repeats", "x-order": 4, "minimum": 0, "maximum": 100, "default": 0,
      "description": "How often the music goes back to its loop. The length is not known beforehand then."
    }
  }
})";
inline constexpr const char* kDefaultSettings =
    R"({"sample_rate": 48000, "interpolation": "sinc", "stereo_separation": 100, "repeats": 0})";

} // namespace stellatune::openmpt
