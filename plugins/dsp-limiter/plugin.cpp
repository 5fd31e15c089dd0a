// The limiter as the host sees it.
#include "limiter.h"

#include <pluginapi/sdk/plugin.h>

#include <cmath>

#include "stellatune_plugin_info.h"

namespace stellatune::limiter {

class LimiterDsp {
  public:
    static constexpr sdk::TypeInfo kType{
        .typeId = "true-peak",
        .displayName = "Limiter",
        .configSchema = R"({
  "type": "object",
  "properties": {
    "ceiling": {
      "type": "number", "title": "Ceiling", "x-unit": "dBTP", "x-order": 1,
      "description": "No peak leaves louder than this, between the samples too.",
      "minimum": -20, "maximum": 0, "multipleOf": 0.1, "default": -1
    },
    "gain": {
      "type": "number", "title": "Gain before the limiter", "x-unit": "dB", "x-order": 2,
      "minimum": -12, "maximum": 24, "multipleOf": 0.5, "default": 0
    },
    "release": {
      "type": "number", "title": "Release", "x-unit": "ms", "x-order": 3,
      "description": "How soon it becomes loud again after a peak.",
      "minimum": 10, "maximum": 2000, "default": 100
    },
    "look_ahead": {
      "type": "number", "title": "Look-ahead", "x-unit": "ms", "x-order": 4,
      "description": "How long before a peak it becomes softer. The sound is late by so much and a little more.",
      "minimum": 1.5, "maximum": 5, "multipleOf": 0.1, "default": 3
    }
  }
})",
        .defaultConfig = R"({"ceiling": -1, "gain": 0, "release": 100, "look_ahead": 3})",
    };

    LimiterDsp(const sdk::DspFormat& format, const sdk::Config& config)
        : m_settings(read(config)), m_limiter(format.sampleRate, format.channels, m_settings)
    {}

    sdk::ConfigPlan planConfig(const sdk::Config& config) const
    {
        // The latency is what everything else is built around.
        return read(config).lookAhead == m_settings.lookAhead ? sdk::ConfigPlan::hotApply()
                                                              : sdk::ConfigPlan::recreate();
    }
    void applyConfig(const sdk::Config& config)
    {
        const Settings settings = read(config);
        if (settings.lookAhead != m_settings.lookAhead)
            throw sdk::Error(ST_ERR_STATE, "A new \"look_ahead\" needs a new limiter.");
        m_settings = settings;
        m_limiter.apply(m_settings);
    }

    void process(std::span<float> interleaved, uint32_t frames)
    {
        m_limiter.process(interleaved.data(), frames);
    }
    void reset() { m_limiter.reset(); }
    uint64_t latency() const { return m_limiter.latency(); }

  private:
    static double factorOf(double decibels) { return std::pow(10.0, decibels / 20.0); }

    static Settings read(const sdk::Config& config)
    {
        constexpr double kMillisecond = 0.001;
        Settings settings;
        settings.ceiling = factorOf(config.number("ceiling", -1.0, -20.0, 0.0));
        settings.gain = factorOf(config.number("gain", 0.0, -12.0, 24.0));
        settings.release = config.number("release", 100.0, 10.0, 2000.0) * kMillisecond;
        settings.lookAhead = config.number("look_ahead", 3.0, 1.5, 5.0) * kMillisecond;
        return settings;
    }

    Settings m_settings;
    Limiter m_limiter;
};

} // namespace stellatune::limiter

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, stellatune::sdk::dsp<stellatune::limiter::LimiterDsp>());
