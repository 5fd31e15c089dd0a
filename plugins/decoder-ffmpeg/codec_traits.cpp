#include "codec_traits.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace stellatune::ffmpeg {

namespace {

// FFmpeg 7.1 gave these new names.
#ifdef AV_PROFILE_AAC_HE
constexpr int kProfileAacHe = AV_PROFILE_AAC_HE;
constexpr int kProfileAacHeV2 = AV_PROFILE_AAC_HE_V2;
constexpr int kProfileDtsHdMa = AV_PROFILE_DTS_HD_MA;
#else
constexpr int kProfileAacHe = FF_PROFILE_AAC_HE;
constexpr int kProfileAacHeV2 = FF_PROFILE_AAC_HE_V2;
constexpr int kProfileDtsHdMa = FF_PROFILE_DTS_HD_MA;
#endif

struct Name {
    AVCodecID id;
    const char* name;
};

constexpr Name kNames[] = {
    {AV_CODEC_ID_AAC_LATM, "AAC"},
    {AV_CODEC_ID_AC3, "AC-3"},
    {AV_CODEC_ID_ALAC, "ALAC"},
    {AV_CODEC_ID_AMR_NB, "AMR-NB"},
    {AV_CODEC_ID_AMR_WB, "AMR-WB"},
    {AV_CODEC_ID_APE, "Monkey's Audio"},
    {AV_CODEC_ID_ATRAC3, "ATRAC3"},
    {AV_CODEC_ID_ATRAC3P, "ATRAC3+"},
    {AV_CODEC_ID_COOK, "RealAudio Cook"},
    {AV_CODEC_ID_DST, "DST"},
    {AV_CODEC_ID_EAC3, "E-AC-3"},
    {AV_CODEC_ID_FLAC, "FLAC"},
    {AV_CODEC_ID_GSM, "GSM"},
    {AV_CODEC_ID_MLP, "MLP"},
    {AV_CODEC_ID_MP1, "MP1"},
    {AV_CODEC_ID_MP2, "MP2"},
    {AV_CODEC_ID_MP3, "MP3"},
    {AV_CODEC_ID_MUSEPACK7, "Musepack"},
    {AV_CODEC_ID_MUSEPACK8, "Musepack"},
    {AV_CODEC_ID_OPUS, "Opus"},
    {AV_CODEC_ID_RA_144, "RealAudio 14.4"},
    {AV_CODEC_ID_RA_288, "RealAudio 28.8"},
    {AV_CODEC_ID_SHORTEN, "Shorten"},
    {AV_CODEC_ID_SIPR, "RealAudio Sipr"},
    {AV_CODEC_ID_SPEEX, "Speex"},
    {AV_CODEC_ID_TAK, "TAK"},
    {AV_CODEC_ID_TRUEHD, "TrueHD"},
    {AV_CODEC_ID_TTA, "TTA"},
    {AV_CODEC_ID_VORBIS, "Vorbis"},
    {AV_CODEC_ID_WAVPACK, "WavPack"},
    {AV_CODEC_ID_WMALOSSLESS, "WMA Lossless"},
    {AV_CODEC_ID_WMAPRO, "WMA Pro"},
    {AV_CODEC_ID_WMAV1, "WMA"},
    {AV_CODEC_ID_WMAV2, "WMA"},
    {AV_CODEC_ID_WMAVOICE, "WMA Voice"},
};

bool startsWith(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

std::string nameInGeneral(AVCodecID id)
{
    const AVCodecDescriptor* const codec = avcodec_descriptor_get(id);
    if (codec == nullptr)
        return "unknown";
    if (startsWith(codec->name, "pcm_"))
        return "PCM";
    if (startsWith(codec->name, "adpcm_"))
        return "ADPCM";
    std::string name = codec->name;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return name;
}

} // namespace

std::string codecName(const AVCodecContext& codec)
{
    if (isDsd(codec.codec_id)) {
        // The rate of its bits as a multiple of a CD's; FFmpeg counts bytes.
        const int multiple = (codec.sample_rate * 8 + 22'050) / 44'100;
        return "DSD" + std::to_string(multiple / 64 * 64);
    }
    if (codec.codec_id == AV_CODEC_ID_AAC) {
        const bool isHighEfficiency = codec.profile == kProfileAacHe || codec.profile == kProfileAacHeV2;
        return isHighEfficiency ? "HE-AAC" : "AAC";
    }
    if (codec.codec_id == AV_CODEC_ID_DTS)
        return codec.profile == kProfileDtsHdMa ? "DTS-HD Master Audio" : "DTS";
    for (const Name& known : kNames) {
        if (known.id == codec.codec_id)
            return known.name;
    }
    return nameInGeneral(codec.codec_id);
}

bool isDsd(AVCodecID codec)
{
    switch (codec) {
    case AV_CODEC_ID_DSD_LSBF:
    case AV_CODEC_ID_DSD_MSBF:
    case AV_CODEC_ID_DSD_LSBF_PLANAR:
    case AV_CODEC_ID_DSD_MSBF_PLANAR:
        return true;
    default:
        return false;
    }
}

bool isRepeatable(const AVCodecContext& codec)
{
    // Their lossy kinds depend on nothing before the packet either.
    if (isDsd(codec.codec_id) || codec.codec_id == AV_CODEC_ID_DST || codec.codec_id == AV_CODEC_ID_WAVPACK)
        return true;
    const AVCodecDescriptor* const descriptor = avcodec_descriptor_get(codec.codec_id);
    if (descriptor == nullptr || (descriptor->props & AV_CODEC_PROP_LOSSLESS) == 0)
        return false;
    return (descriptor->props & AV_CODEC_PROP_LOSSY) == 0 ||
           (codec.codec_id == AV_CODEC_ID_DTS && codec.profile == kProfileDtsHdMa);
}

uint32_t signalBits(const AVCodecParameters& track, const AVCodecContext& codec)
{
    if (isDsd(codec.codec_id) || codec.codec_id == AV_CODEC_ID_DST)
        return 1;
    if (!isRepeatable(codec))
        return 0;
    int bits = codec.bits_per_raw_sample > 0 ? codec.bits_per_raw_sample : track.bits_per_raw_sample;
    if (bits <= 0)
        bits = track.bits_per_coded_sample;
    if (bits <= 0)
        bits = av_get_bytes_per_sample(codec.sample_fmt) * 8;
    return static_cast<uint32_t>(std::clamp(bits, 1, 64));
}

int64_t preRoll(const AVCodecContext& codec, uint32_t sampleRate)
{
    const int64_t second = sampleRate;
    if (isDsd(codec.codec_id))
        return second / 100; // FFmpeg's filter looks back at 128 bits
    // Musepack's decoder is silent for 32 packets after a jump.
    if (codec.codec_id == AV_CODEC_ID_MUSEPACK7 || codec.codec_id == AV_CODEC_ID_MUSEPACK8)
        return 3 * second;
    // A second holds the filters' memory, the bit reservoirs, and the headers of AAC's band replication,
    // which come twice a second; it takes a millisecond to decode.
    return isRepeatable(codec) ? 0 : second;
}

} // namespace stellatune::ffmpeg
