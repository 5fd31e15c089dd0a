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

    Tremolo(const DspFormat& format, const Config& config)
        : m_format(format), m_wanted(config), m_depth(m_wanted.depth)
    {}

    // Parameters throw for a value that they do not like, which rejects the configuration. All others apply
    // at once.
    ConfigPlan planConfig(const Config& config) const
    {
        [[maybe_unused]] const Parameters checked(config);
        return ConfigPlan::hotApply();
    }

    // The thread that calls process() calls this too, between two blocks, so the members need no lock.
    void applyConfig(const Config& config) { m_wanted = Parameters(config); }

    void process(std::span<float> interleaved, uint32_t frames)
    {
        // A sudden change of the depth would click; it gets there within about 20 ms.
        const double approach = 1.0 / (0.005 * m_format.sampleRate);
        const double step = kTurn * m_wanted.rate / m_format.sampleRate;
        float* sample = interleaved.data();
        for (uint32_t frame = 0; frame < frames; ++frame) {
            m_depth += (m_wanted.depth - m_depth) * approach;
            const auto gain = static_cast<float>(1.0 - m_depth * (0.5 - 0.5 * std::cos(m_phase)));
            m_phase = std::fmod(m_phase + step, kTurn);
            for (uint32_t channel = 0; channel < m_format.channels; ++channel) {
                *sample++ *= gain;
            }
        }
    }

    void reset() { m_phase = 0.0; }

    // After an update of the plugin the swing goes on where it was.
    Json exportState() const { return Json::object({{"phase", m_phase}}); }
    void importState(const Json& state) { m_phase = std::fmod(state["phase"].number(), kTurn); }

  private:
    static constexpr double kTurn = 2.0 * std::numbers::pi; // radians

    struct Parameters {
        explicit Parameters(const Config& config)
            : rate(config.number("rate", 5.0, 0.1, 20.0)),
              depth(config.number("depth", 50.0, 0.0, 100.0) / 100.0)
        {}
        double rate;  // Hz
        double depth; // 0 to 1
    };

    DspFormat m_format;
    Parameters m_wanted;
    double m_depth;       // on its way to the wanted one
    double m_phase = 0.0; // radians
};

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, dsp<Tremolo>());
