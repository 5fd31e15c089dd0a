// The equalizers as the host sees them.
#include "equalizer.h"
#include "settings.h"

#include <pluginapi/sdk/plugin.h>

#include "stellatune_plugin_info.h"

namespace stellatune::equalizer {

class GraphicEqualizer {
  public:
    static constexpr sdk::TypeInfo kType{
        .typeId = "graphic",
        .displayName = "Graphic equalizer",
        .configSchema = R"({
  "type": "object",
  "properties": {
    "preset": {
      "type": "string", "title": "Preset", "x-order": 1, "default": "custom",
      "oneOf": [
        {"const": "custom", "title": "My own"},
        {"const": "flat", "title": "Flat",
         "x-sets": {"gains": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}},
        {"const": "bass", "title": "More bass",
         "x-sets": {"gains": [6, 5, 3.5, 1.5, 0, 0, 0, 0, 0, 0]}},
        {"const": "treble", "title": "More treble",
         "x-sets": {"gains": [0, 0, 0, 0, 0, 0, 1, 2.5, 4.5, 6]}},
        {"const": "loudness", "title": "Loudness, for low volumes",
         "x-sets": {"gains": [6, 4.5, 2.5, 0.5, 0, 0, 0, 0.5, 2.5, 4]}},
        {"const": "vocal", "title": "Voices",
         "x-sets": {"gains": [-3, -2, -1, 0, 1.5, 3, 3, 2, 0.5, -1]}},
        {"const": "acoustic", "title": "Acoustic",
         "x-sets": {"gains": [2, 2, 1.5, 0.5, 0.5, 1, 1.5, 2, 2, 1.5]}},
        {"const": "classical", "title": "Classical",
         "x-sets": {"gains": [1.5, 1, 0.5, 0, 0, 0, -0.5, 0, 1.5, 2.5]}},
        {"const": "jazz", "title": "Jazz",
         "x-sets": {"gains": [2.5, 2, 1, 1, -0.5, -0.5, 0, 1, 2, 2.5]}},
        {"const": "rock", "title": "Rock",
         "x-sets": {"gains": [4, 3, 1.5, 0, -1, -0.5, 1, 2.5, 3.5, 4]}},
        {"const": "electronic", "title": "Electronic",
         "x-sets": {"gains": [5, 4, 1.5, 0, -1.5, 0, 0.5, 1.5, 3.5, 4.5]}},
        {"const": "small-speakers", "title": "Small speakers",
         "x-sets": {"gains": [-9, -4, 3, 4, 2, 0, 0, 1, 2, 2]}},
        {"const": "night", "title": "Night",
         "x-sets": {"gains": [-6, -5, -3, -1, 0, 1, 2, 1.5, 0, -2]}}
      ]
    },
    "gains": {
      "type": "array", "title": "Octaves, by their middle in Hz", "x-unit": "dB", "x-order": 2,
      "x-labels": ["31", "63", "125", "250", "500", "1k", "2k", "4k", "8k", "16k"],
      "minItems": 10, "maxItems": 10,
      "items": {"type": "number", "minimum": -12, "maximum": 12, "multipleOf": 0.5},
      "default": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    },
    "pre_gain": {
      "type": "number", "title": "Gain before the bands", "x-unit": "dB", "x-group": "Level", "x-order": 3,
      "minimum": -24, "maximum": 12, "multipleOf": 0.5, "default": 0
    },
    "headroom": {
      "type": "boolean", "title": "Keep below clipping", "x-group": "Level", "x-order": 4, "default": true,
      "description": "Turns the gain down until no frequency leaves louder than it came."
    }
  }
})",
        .defaultConfig =
            R"({"preset": "custom", "gains": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "pre_gain": 0, "headroom": true})",
    };

    GraphicEqualizer(const sdk::DspFormat& format, const sdk::Config& config)
        : m_sampleRate(format.sampleRate),
          m_equalizer(format.sampleRate, format.channels, readGraphicSettings(config, format.sampleRate))
    {}

    sdk::ConfigPlan planConfig(const sdk::Config& config) const
    {
        readGraphicSettings(config, m_sampleRate);
        return sdk::ConfigPlan::hotApply();
    }
    void applyConfig(const sdk::Config& config)
    {
        m_equalizer.apply(readGraphicSettings(config, m_sampleRate));
    }

    void process(std::span<float> interleaved, uint32_t frames)
    {
        m_equalizer.process(interleaved.data(), frames);
    }
    void reset() { m_equalizer.reset(); }
    uint64_t tail() const { return m_equalizer.tail(); }

  private:
    uint32_t m_sampleRate;
    Equalizer m_equalizer;
};

class ParametricEqualizer {
  public:
    static constexpr sdk::TypeInfo kType{
        .typeId = "parametric",
        .displayName = "Parametric equalizer",
        .configSchema = R"({
  "type": "object",
  "properties": {
    "bands": {
      "type": "array", "title": "Bands", "x-order": 1, "maxItems": 16,
      "items": {
        "type": "object",
        "properties": {
          "enabled": {"type": "boolean", "title": "On", "x-order": 1, "default": true},
          "type": {
            "type": "string", "title": "Type", "x-order": 2, "default": "peak",
            "oneOf": [
              {"const": "peak", "title": "Peak"},
              {"const": "low-shelf", "title": "Low shelf"},
              {"const": "high-shelf", "title": "High shelf"},
              {"const": "low-pass", "title": "Low pass"},
              {"const": "high-pass", "title": "High pass"},
              {"const": "band-pass", "title": "Band pass"},
              {"const": "notch", "title": "Notch"}
            ]
          },
          "frequency": {
            "type": "number", "title": "Frequency", "x-unit": "Hz", "x-order": 3,
            "minimum": 10, "maximum": 24000, "default": 1000
          },
          "gain": {
            "type": "number", "title": "Gain", "x-unit": "dB", "x-order": 4,
            "description": "Of peaks and shelves.",
            "minimum": -24, "maximum": 24, "default": 0
          },
          "q": {
            "type": "number", "title": "Q", "x-order": 5,
            "description": "Larger is narrower, or steeper. Shelves take it up to 1.41.",
            "minimum": 0.1, "maximum": 30, "default": 0.707
          }
        }
      },
      "default": []
    },
    "pre_gain": {
      "type": "number", "title": "Gain before the bands", "x-unit": "dB", "x-group": "Level", "x-order": 2,
      "minimum": -24, "maximum": 12, "multipleOf": 0.5, "default": 0
    },
    "headroom": {
      "type": "boolean", "title": "Keep below clipping", "x-group": "Level", "x-order": 3, "default": true,
      "description": "Turns the gain down until no frequency leaves louder than it came."
    }
  }
})",
        .defaultConfig = R"({"bands": [], "pre_gain": 0, "headroom": true})",
    };

    ParametricEqualizer(const sdk::DspFormat& format, const sdk::Config& config)
        : m_equalizer(format.sampleRate, format.channels, readParametricSettings(config))
    {}

    sdk::ConfigPlan planConfig(const sdk::Config& config) const
    {
        readParametricSettings(config);
        return sdk::ConfigPlan::hotApply();
    }
    void applyConfig(const sdk::Config& config) { m_equalizer.apply(readParametricSettings(config)); }

    void process(std::span<float> interleaved, uint32_t frames)
    {
        m_equalizer.process(interleaved.data(), frames);
    }
    void reset() { m_equalizer.reset(); }
    uint64_t tail() const { return m_equalizer.tail(); }

  private:
    Equalizer m_equalizer;
};

} // namespace stellatune::equalizer

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, dsp<stellatune::equalizer::GraphicEqualizer>(),
                 dsp<stellatune::equalizer::ParametricEqualizer>());
