// SPDX-License-Identifier: MIT
// Lets the loudness swing. Its settings change while the music plays.
#include <cmath>
#include <numbers>

#include "stellatune_plugin_info.h"
#include <pluginapi/sdk/plugin.h>

using namespace stellatune::sdk;

class Tremolo {
  public:
    static constexpr std::string_view kSchema = R"({"type": "object", "properties": {
        "rate": {"type": "number", "title": "Rate", "x-unit": "Hz", "x-order": 1,
                 "minimum": 0.1, "maximum": 20, "multipleOf": 0.1, "default": 5},
        "depth": {"type": "number", "title": "Depth", "x-unit": "%", "x-order": 2,
                  "minimum": 0, "maximum": 100, "multipleOf": 1, "default": 50}}})";
    static constexpr TypeInfo kType{.typeId = "tremolo",
                                    .displayName = "Tremolo",
                                    .configSchema = kSchema,
                                    .defaultConfig = R"({"rate": 5, "depth": 50})"};

    Tremolo(const DspFormat& format, const Config& config) : m_format(format)
    {
        applyConfig(config);
        m_depth = m_wantedDepth;
    }

    // The thread that calls process() calls this too, between two blocks, so the members need no lock.
    // Everything is read before anything changes: when a value is refused, the old configuration stays whole.
    void applyConfig(const Config& config)
    {
        const double rate = config.number("rate", 5.0, 0.1, 20.0);
        const double depth = config.number("depth", 50.0, 0.0, 100.0) / 100.0;
        m_step = 2.0 * std::numbers::pi * rate / m_format.sampleRate;
        m_wantedDepth = depth;
    }

    void process(std::span<float> interleaved, uint32_t frames)
    {
        // A sudden change of the depth would click; it gets there within about 20 ms.
        const double approach = 1.0 / (0.005 * m_format.sampleRate);
        float* sample = interleaved.data();
        for (uint32_t frame = 0; frame < frames; ++frame) {
            m_depth += (m_wantedDepth - m_depth) * approach;
            const auto gain = static_cast<float>(1.0 - m_depth * (0.5 - 0.5 * std::cos(m_phase)));
            m_phase = std::fmod(m_phase + m_step, 2.0 * std::numbers::pi);
            for (uint32_t channel = 0; channel < m_format.channels; ++channel) {
                *sample++ *= gain;
            }
        }
    }

    void reset() { m_phase = 0.0; }

    // After an update of the plugin the swing goes on where it was.
    Json exportState() const { return Json::object({{"phase", m_phase}}); }
    void importState(const Json& state)
    {
        m_phase = std::fmod(state["phase"].number(), 2.0 * std::numbers::pi);
    }

  private:
    DspFormat m_format;
    double m_phase = 0.0; // radians
    double m_step = 0.0;  // radians a frame
    double m_depth = 0.0; // 0 to 1
    double m_wantedDepth = 0.0;
};

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, dsp<Tremolo>());
