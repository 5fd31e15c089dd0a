#include "engine/control/signal_path.h"

#include <fmt/format.h>

namespace stellatune {

namespace {

std::string kilohertz(uint32_t sampleRate)
{
    return fmt::format("{:g} kHz", sampleRate / 1000.0);
}

} // namespace

SignalPath signalPathOf(const TrackJoined& track, const Renderer& renderer, float gain,
                        const std::vector<std::string>& dsp)
{
    const OpenedOutput& output = renderer.output();
    SignalPath path;
    path.codec = track.info.codec;
    path.sourceFormat = track.info.format;
    path.sourceSamples = track.info.sampleFormat;
    path.significantBits = track.info.significantBits;
    path.lossless = track.info.lossless;
    path.outputFormat = output.format;
    path.outputSamples = output.sampleFormat;
    path.device = output.description;
    path.transparentUpTo = renderer.traits().transparentUpTo;
    path.replayGain = track.replayGain;
    path.dsp = dsp;
    path.resampled = track.resampled;
    // Mono on both speakers is every sample as it was.
    path.remixed = track.remixed && track.info.format.channels() != 1;
    path.volumeIsOne = gain == 1.0F || !renderer.traits().processed;
    path.converted = track.info.lossless && !fitsEngineSample(track.info.sampleFormat);
    return path;
}

bool SignalPath::isBitPerfect() const
{
    const bool untouched =
        replayGain == 1.0F && dsp.empty() && volumeIsOne && !resampled && !remixed && !converted;
    const bool holds = isFloat(outputSamples) ||
                       (!isFloat(sourceSamples) && significantBits <= bitsPerSample(outputSamples));
    return lossless && untouched && holds && !transparentUpTo.empty();
}

std::string SignalPath::summary() const
{
    std::string text = fmt::format("{} {}", codec, kilohertz(sourceFormat.sampleRate));
    if (lossless) {
        text += isFloat(sourceSamples) ? fmt::format(" {}", describe(sourceSamples))
                                       : fmt::format(" {} bit", significantBits);
    }
    if (sourceFormat.channels() != 2)
        text += " " + sourceFormat.layout.name();
    if (!dsp.empty())
        text += ", DSP";
    if (resampled)
        text += ", resampled to " + kilohertz(outputFormat.sampleRate);
    if (remixed)
        text += ", mixed to " + outputFormat.layout.name();
    if (converted)
        text += ", converted to 32 bit float";
    if (isBitPerfect())
        text += ", bit-perfect to " + transparentUpTo;
    return text;
}

} // namespace stellatune
