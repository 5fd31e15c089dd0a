// Crossfeed as the host sees it.
#include "crossfeed.h"

#include <pluginapi/sdk/plugin.h>

#include <cmath>
#include <optional>

#include "stellatune_plugin_info.h"

namespace stellatune::crossfeed {

class CrossfeedDsp {
  public:
    static constexpr sdk::TypeInfo kType{
        .typeId = "bs2b",
        .displayName = "Crossfeed for headphones",
        .configSchema = R"({
  "type": "object",
  "properties": {
    "preset": {
      "type": "string", "title": "Preset", "x-order": 1, "default": "default",
      "oneOf": [
        {"const": "default", "title": "Like loudspeakers", "x-sets": {"cut": 700, "feed": 4.5}},
        {"const": "chu-moy", "title": "Chu Moy", "x-sets": {"cut": 700, "feed": 6}},
        {"const": "jan-meier", "title": "Jan Meier, the gentlest", "x-sets": {"cut": 650, "feed": 9.5}},
        {"const": "custom", "title": "My own"}
      ]
    },
    "cut": {
      "type": "integer", "title": "Cut frequency", "x-unit": "Hz", "x-order": 2,
      "description": "Below it the other side is heard.",
      "minimum": 300, "maximum": 2000, "default": 700
    },
    "feed": {
      "type": "number", "title": "Separation", "x-unit": "dB", "x-order": 3,
      "description": "How much softer the other side is in the bass. Less is more crossfeed.",
      "minimum": 1, "maximum": 15, "multipleOf": 0.1, "default": 4.5
    }
  }
})",
        .defaultConfig = R"({"preset": "default", "cut": 700, "feed": 4.5})",
    };

    static bool supports(const sdk::DspFormat& format)
    {
        constexpr uint32_t kStereo = ST_SPEAKER_FRONT_LEFT | ST_SPEAKER_FRONT_RIGHT;
        return format.channels == 2 && (format.channelMask == 0 || format.channelMask == kStereo) &&
               format.sampleRate >= BS2B_MINSRATE && format.sampleRate <= BS2B_MAXSRATE;
    }

    CrossfeedDsp(const sdk::DspFormat& format, const sdk::Config& config)
        : m_sampleRate(format.sampleRate), m_crossfeed(format.sampleRate, read(config))
    {}

    sdk::ConfigPlan planConfig(const sdk::Config& config) const
    {
        read(config);
        return sdk::ConfigPlan::hotApply();
    }
    void applyConfig(const sdk::Config& config) { m_crossfeed.apply(read(config)); }

    void process(std::span<float> interleaved, uint32_t frames)
    {
        m_crossfeed.process(interleaved.data(), frames);
    }
    void reset() { m_crossfeed.reset(); }
    /// The lowest cut, 300 Hz, falls by 160 dB in 10 ms.
    uint64_t tail() const { return m_sampleRate / 100; }

  private:
    static Settings read(const sdk::Config& config)
    {
        constexpr uint32_t kBits = 16;
        constexpr uint32_t kMask = (1u << kBits) - 1;
        const auto level = config.choice<std::optional<uint32_t>>("preset", BS2B_DEFAULT_CLEVEL,
                                                                  {{"default", BS2B_DEFAULT_CLEVEL},
                                                                   {"chu-moy", BS2B_CMOY_CLEVEL},
                                                                   {"jan-meier", BS2B_JMEIER_CLEVEL},
                                                                   {"custom", std::nullopt}});
        const int64_t cut = config.integer("cut", 700, BS2B_MINFCUT, BS2B_MAXFCUT);
        const double feed = config.number("feed", 4.5, BS2B_MINFEED / 10.0, BS2B_MAXFEED / 10.0);
        if (level)
            return {static_cast<int>(*level & kMask), static_cast<int>(*level >> kBits)};
        return {static_cast<int>(cut), static_cast<int>(std::lround(feed * 10.0))};
    }

    uint32_t m_sampleRate;
    Crossfeed m_crossfeed;
};

} // namespace stellatune::crossfeed

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, stellatune::sdk::dsp<stellatune::crossfeed::CrossfeedDsp>());
