// The plugin: one decoder for what FFmpeg plays.
#include "codec_traits.h"
#include "sound_track.h"
#include "tags.h"

#include <pluginapi/sdk/plugin.h>

#include "stellatune_plugin_info.h"

#include <optional>

namespace stellatune::ffmpeg {

namespace {

int logLevelBefore = 0;

/// FFmpeg writes its complaints to stderr, and what matters of them comes as an Error here. Its log callback
/// is left alone: it belongs to the whole process, and the FFmpeg libraries stay loaded when others use them
/// or may not be unmapped, so that a function of this library would be called when it has gone. A level is
/// only a number.
void silenceFfmpeg()
{
    logLevelBefore = av_log_get_level();
    av_log_set_level(AV_LOG_QUIET);
}

void restoreLog()
{
    av_log_set_level(logLevelBefore);
}

class FfmpegDecoder {
  public:
    static constexpr sdk::TypeInfo kType{.typeId = "ffmpeg", .displayName = "FFmpeg"};

    /// Below the built-in decoders' formats, which it plays as well, stand 10; with 50 to 60 what nobody else
    /// plays.
    static constexpr sdk::DecoderScore kScores[] = {
        {"aac", 60},  {"m4a", 60},  {"m4b", 60},  {"m4r", 60},   {"mp4", 60},  {"m4v", 50},  {"mov", 50},
        {"3gp", 50},  {"3g2", 50},  {"wma", 60},  {"asf", 50},   {"wmv", 50},  {"xwma", 50}, {"wv", 60},
        {"ape", 60},  {"apl", 10},  {"tta", 60},  {"mpc", 60},   {"mp+", 60},  {"mpp", 60},  {"dsf", 60},
        {"dff", 60},  {"wsd", 50},  {"mka", 60},  {"mkv", 50},   {"webm", 60}, {"weba", 60}, {"ac3", 60},
        {"eac3", 60}, {"ec3", 60},  {"dts", 60},  {"dtshd", 60}, {"thd", 60},  {"mlp", 60},  {"tak", 60},
        {"shn", 60},  {"amr", 60},  {"awb", 60},  {"ra", 60},    {"rm", 50},   {"ram", 10},  {"oma", 60},
        {"aa3", 60},  {"at3", 60},  {"spx", 60},  {"gsm", 50},   {"qcp", 50},  {"vqf", 50},  {"flv", 50},
        {"avi", 50},  {"ts", 40},   {"m2ts", 40}, {"mpg", 40},   {"mpeg", 40}, {"vob", 40},  {"voc", 40},
        {"caf", 40},  {"nut", 40},  {"mp2", 10},  {"mp3", 10},   {"mp1", 10},  {"flac", 10}, {"ogg", 10},
        {"oga", 10},  {"opus", 10}, {"wav", 10},  {"aif", 10},   {"aiff", 10}, {"aifc", 10}, {"au", 10},
        {"snd", 10},
    };

    explicit FfmpegDecoder(const sdk::Config&) {}

    void open(const sdk::DecoderRequest& request)
    {
        m_track.emplace(request.stream, request.path, request.extension, request.subsong);
    }

    sdk::DecoderInfo info() const
    {
        const AVCodecContext& codec = m_track->codec();
        sdk::DecoderInfo info;
        info.sampleRate = m_track->sampleRate();
        info.channels = m_track->channels();
        info.channelMask = m_track->channelMask();
        info.frames = m_track->frames().value_or(ST_FRAMES_UNKNOWN);
        info.bitsPerSample = signalBits(*m_track->container().track().codecpar, codec);
        if (isRepeatable(codec))
            info.flags |= ST_DECODER_LOSSLESS;
        const AVSampleFormat format = av_get_packed_sample_fmt(codec.sample_fmt);
        if (info.bitsPerSample > 1 && (format == AV_SAMPLE_FMT_FLT || format == AV_SAMPLE_FMT_DBL))
            info.flags |= ST_DECODER_FLOAT;
        info.subsongs = static_cast<uint32_t>(m_track->container().tracks().size());
        return info;
    }

    sdk::ReadResult read(std::span<float> interleaved)
    {
        const auto wanted = static_cast<uint32_t>(interleaved.size() / m_track->channels());
        const uint32_t frames = m_track->read(interleaved);
        return {frames, frames < wanted};
    }

    uint64_t seek(uint64_t frame) { return m_track->seek(frame); }

    sdk::Json metadata() const
    {
        sdk::Json metadata = readTags(m_track->container());
        metadata["codec"] = codecName(m_track->codec());
        return metadata;
    }

  private:
    std::optional<SoundTrack> m_track;
};

} // namespace

} // namespace stellatune::ffmpeg

namespace sdk = stellatune::sdk;
ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, sdk::decoder<stellatune::ffmpeg::FfmpegDecoder>(),
                 sdk::onStart<stellatune::ffmpeg::silenceFfmpeg>(),
                 sdk::onShutdown<stellatune::ffmpeg::restoreLog>());
