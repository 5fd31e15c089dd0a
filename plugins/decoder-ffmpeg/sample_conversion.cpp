#include "sample_conversion.h"

#include <cstring>

namespace stellatune::ffmpeg {

namespace {

inline float toFloat(uint8_t sample)
{
    return static_cast<float>(static_cast<int>(sample) - 128) * 0x1p-7F;
}
inline float toFloat(int16_t sample)
{
    return static_cast<float>(sample) * 0x1p-15F;
}
inline float toFloat(int32_t sample)
{
    return static_cast<float>(sample) * 0x1p-31F;
}
inline float toFloat(int64_t sample)
{
    return static_cast<float>(sample) * 0x1p-63F;
}
inline float toFloat(float sample)
{
    return sample;
}
inline float toFloat(double sample)
{
    return static_cast<float>(sample);
}

template <typename Sample>
void fromPacked(const AVFrame& frame, int channels, int first, int count, float* out)
{
    const Sample* const in = reinterpret_cast<const Sample*>(frame.extended_data[0]) + first * channels;
    const int samples = count * channels;
    for (int i = 0; i < samples; ++i)
        out[i] = toFloat(in[i]);
}

template <typename Sample>
void fromPlanar(const AVFrame& frame, int channels, int first, int count, float* out)
{
    // Mono and stereo have loops of their own because the compiler turns those into vector code.
    const Sample* const left = reinterpret_cast<const Sample*>(frame.extended_data[0]) + first;
    if (channels == 1) {
        for (int i = 0; i < count; ++i)
            out[i] = toFloat(left[i]);
        return;
    }
    if (channels == 2) {
        const Sample* const right = reinterpret_cast<const Sample*>(frame.extended_data[1]) + first;
        for (int i = 0; i < count; ++i) {
            out[2 * i] = toFloat(left[i]);
            out[2 * i + 1] = toFloat(right[i]);
        }
        return;
    }
    for (int channel = 0; channel < channels; ++channel) {
        const Sample* const in = reinterpret_cast<const Sample*>(frame.extended_data[channel]) + first;
        for (int i = 0; i < count; ++i)
            out[i * channels + channel] = toFloat(in[i]);
    }
}

} // namespace

bool isConvertible(AVSampleFormat format)
{
    return format >= AV_SAMPLE_FMT_U8 && format <= AV_SAMPLE_FMT_S64P;
}

void interleave(const AVFrame& frame, int channels, int first, int count, float* interleaved)
{
    switch (static_cast<AVSampleFormat>(frame.format)) {
    case AV_SAMPLE_FMT_U8:
        return fromPacked<uint8_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_S16:
        return fromPacked<int16_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_S32:
        return fromPacked<int32_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_S64:
        return fromPacked<int64_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_FLT:
        return fromPacked<float>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_DBL:
        return fromPacked<double>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_U8P:
        return fromPlanar<uint8_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_S16P:
        return fromPlanar<int16_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_S32P:
        return fromPlanar<int32_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_S64P:
        return fromPlanar<int64_t>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_FLTP:
        return fromPlanar<float>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_DBLP:
        return fromPlanar<double>(frame, channels, first, count, interleaved);
    case AV_SAMPLE_FMT_NONE:
    case AV_SAMPLE_FMT_NB:
        break;
    }
}

} // namespace stellatune::ffmpeg
