// The plugin: one decoder for tracker music.
#include "settings.h"
#include "tracker_module.h"

#include <pluginapi/sdk/plugin.h>

#include "stellatune_plugin_info.h"

#include <optional>

namespace stellatune::openmpt {

class ModuleDecoder {
  public:
    static constexpr sdk::TypeInfo kType{.typeId = "openmpt",
                                         .displayName = "Tracker music",
                                         .configSchema = kSettingsSchema,
                                         .defaultConfig = kDefaultSettings};

    /// What libopenmpt 0.6 reads. Some of these also name other things, so they stand a little lower.
    static constexpr sdk::DecoderScore kScores[] = {
        {"mptm", 80},  {"mod", 80}, {"s3m", 80}, {"xm", 80},   {"it", 80},  {"669", 80},    {"amf", 80},
        {"ams", 80},   {"c67", 80}, {"dbm", 80}, {"digi", 80}, {"dmf", 80}, {"dsm", 80},    {"dsym", 80},
        {"dtm", 80},   {"far", 80}, {"fmt", 50}, {"imf", 80},  {"ice", 80}, {"j2b", 80},    {"m15", 80},
        {"mdl", 80},   {"med", 80}, {"mms", 50}, {"mt2", 80},  {"mtm", 80}, {"mus", 50},    {"nst", 80},
        {"okt", 80},   {"plm", 80}, {"psm", 80}, {"pt36", 80}, {"ptm", 80}, {"sfx", 80},    {"sfx2", 80},
        {"st26", 80},  {"stk", 80}, {"stm", 80}, {"stx", 80},  {"stp", 80}, {"symmod", 80}, {"ult", 80},
        {"wow", 80},   {"gdm", 80}, {"mo3", 80}, {"oxm", 80},  {"umx", 80}, {"xpk", 50},    {"ppm", 50},
        {"mmcmp", 80},
    };

    explicit ModuleDecoder(const sdk::Config& config) : m_settings(Settings::read(config)) {}

    sdk::ConfigPlan planConfig(const sdk::Config& config) const
    {
        return Settings::read(config).sharesFormatWith(m_settings) ? sdk::ConfigPlan::hotApply()
                                                                   : sdk::ConfigPlan::recreate();
    }

    void applyConfig(const sdk::Config& config)
    {
        const Settings settings = Settings::read(config);
        if (!settings.sharesFormatWith(m_settings))
            throw sdk::Error(ST_ERR_STATE, "The sample rate and the repeats change with the next track.");
        m_settings = settings;
        if (m_module)
            m_module->apply(settings);
    }

    void open(const sdk::DecoderRequest& request)
    {
        m_module.emplace(request.stream, request.path, request.subsong, m_settings);
    }

    sdk::DecoderInfo info() const
    {
        sdk::DecoderInfo info;
        info.sampleRate = m_settings.sampleRate;
        info.channels = TrackerModule::kChannels;
        info.channelMask = ST_SPEAKER_FRONT_LEFT | ST_SPEAKER_FRONT_RIGHT;
        info.frames = m_module->frames().value_or(ST_FRAMES_UNKNOWN);
        info.flags = ST_DECODER_GENERATED;
        info.subsongs = m_module->subsongs();
        return info;
    }

    sdk::ReadResult read(std::span<float> interleaved)
    {
        const auto wanted = static_cast<uint32_t>(interleaved.size() / TrackerModule::kChannels);
        const uint32_t frames = m_module->read(interleaved);
        return {frames, frames < wanted};
    }

    uint64_t seek(uint64_t frame) { return m_module->seek(frame); }
    sdk::Json metadata() const { return m_module->metadata(); }

  private:
    Settings m_settings;
    std::optional<TrackerModule> m_module;
};

} // namespace stellatune::openmpt

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, decoder<stellatune::openmpt::ModuleDecoder>());
