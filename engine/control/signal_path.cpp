#include "engine/control/signal_path.h"

#include <fmt/format.h>

namespace stellatune {

namespace {

std::string kilohertz(uint32_t sampleRate)
{
    return fmt::format("{:g} kHz", sampleRate / 1000.0);
}

} // namespace

SignalPath signalPathOf(const TrackJoined& track, const PublishedState& state)
{
    const Renderer& renderer = *state.renderer;
    const OpenedOutput& output = renderer.output();
    SignalPath path;
    path.codec = track.info.codec;
    path.decoder = track.info.decoder;
    path.sourceFormat = track.info.format;
    path.sourceSamples = track.info.sampleFormat;
    path.significantBits = track.info.significantBits;
    path.lossless = track.info.lossless;
    path.outputFormat = output.format;
    path.outputSamples = output.sampleFormat;
    path.bufferFrames = output.bufferFrames;
    path.device = output.description;
    path.choice = state.device;
    path.transparentUpTo = renderer.traits().transparentUpTo;
    path.replayGain = track.replayGain;
    path.dsp = state.dsp;
    path.dspBeforeMapping = state.dspBeforeMapping;
    path.resampled = track.resampled;
    path.resampleQuality = state.resampleQuality;
    // Mono on both speakers is every sample as it was.
    path.remixed = track.remixed && track.info.format.channels() != 1;
    path.lfePolicy = state.lfePolicy;
    path.isStored = !renderer.traits().processed;
    path.volume = path.isStored ? 1.0F : state.gain;
    path.volumeIsOne = path.volume == 1.0F;
    path.converted = track.info.lossless && !fitsEngineSample(track.info.sampleFormat);
    return path;
}

bool SignalPath::isUntouched() const
{
    return replayGain == 1.0F && dsp.empty() && volumeIsOne && !resampled && !remixed && !converted;
}

bool SignalPath::isDithered() const
{
    if (isFloat(outputSamples))
        return false;
    const bool holds = lossless && !isFloat(sourceSamples) && significantBits <= bitsPerSample(outputSamples);
    return !holds || !isUntouched();
}

bool SignalPath::isBitPerfect() const
{
    return lossless && isUntouched() && !isDithered() && !transparentUpTo.empty();
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
