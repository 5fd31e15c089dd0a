#include "app/ui/signal_stages.h"

#include "app/ui/text.h"
#include "engine/output/sink_address.h"

#include <cmath>

namespace stellatune {
namespace {

constexpr qsizetype kMostNamedChanges = 8;

QString tr(const char* text)
{
    return QCoreApplication::translate("stellatune::SignalStages", text);
}

QString named(const std::string& text)
{
    return QString::fromStdString(text);
}

QString decibels(double factor)
{
    if (factor <= 0.0)
        return tr("muted");
    const QString number = QString::number(std::abs(20.0 * std::log10(factor)), 'f', 1);
    return tr("%1 dB").arg((factor < 1.0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + number);
}

QString qualityText(ResampleQuality quality)
{
    switch (quality) {
    case ResampleQuality::Quick:
        return tr("quick");
    case ResampleQuality::Medium:
        return tr("medium quality");
    case ResampleQuality::High:
        return tr("high quality");
    case ResampleQuality::VeryHigh:
        break;
    }
    return tr("very high quality");
}

QString lfeText(LfePolicy policy)
{
    switch (policy) {
    case LfePolicy::Drop:
        return tr("low-frequency channel left out");
    case LfePolicy::Mix:
        return tr("low-frequency channel mixed in at \u221210 dB");
    case LfePolicy::MixStrong:
        break;
    }
    return tr("low-frequency channel mixed in at \u22123 dB");
}

SignalStage fileStage(const SignalPath& path)
{
    QStringList facts{named(path.codec), formatRate(path.sourceFormat.sampleRate),
                      named(path.sourceFormat.layout.name())};
    if (!path.lossless)
        facts.append(tr("lossy"));
    else
        facts.append(isFloat(path.sourceSamples) ? named(describe(path.sourceSamples))
                                                 : tr("%1 bit").arg(path.significantBits));
    return {tr("File"), facts.join(QStringLiteral(", "))};
}

SignalStage decoderStage(const SignalPath& path)
{
    QString detail = path.decoder.empty() ? tr("Built in") : tr("%1, a plugin").arg(named(path.decoder));
    if (path.converted)
        detail = tr("%1; %2 to 32 bit float").arg(detail, named(describe(path.sourceSamples)));
    return {tr("Decoder"), detail, path.converted};
}

SignalStage channelStage(const SignalPath& path)
{
    const ChannelLayout& from = path.sourceFormat.layout;
    const ChannelLayout& to = path.outputFormat.layout;
    QString detail = tr("%1 to %2").arg(named(from.name()), named(to.name()));
    if (from.indexOf(Speaker::LowFrequency) && !to.indexOf(Speaker::LowFrequency))
        detail += QStringLiteral(", ") + lfeText(path.lfePolicy);
    return {tr("Channels"), detail, true};
}

/// "2048 frames, 46 ms".
QString bufferText(const SignalPath& path)
{
    const double milliseconds = 1000.0 * path.bufferFrames / std::max(1U, path.outputFormat.sampleRate);
    return tr("blocks of %1 frames, %2 ms").arg(path.bufferFrames).arg(std::lround(milliseconds));
}

SignalStage deviceStage(const SignalPath& path)
{
    const bool isPlugin = isSink(path.choice);
    const QString name = isPlugin ? tr("%1, a plugin").arg(named(path.device)) : named(path.device);
    return {isPlugin ? tr("Output") : tr("Device"),
            QStringLiteral("%1: %2, %3, %4")
                .arg(name, formatRate(path.outputFormat.sampleRate), named(path.outputFormat.layout.name()),
                     bufferText(path))};
}

QString serverName(const SignalPath& path, const std::optional<ServerRoute>& server)
{
    if (server)
        return named(server->server);
    return path.choice.interface == "jack" ? QStringLiteral("JACK") : QStringLiteral("PulseAudio");
}

bool hasServer(const SignalPath& path)
{
    return path.choice.interface == "pulse" || path.choice.interface == "jack";
}

/// What the server does to samples, in words that follow "which".
QStringList serverDeeds(const SignalPath& path, const ServerRoute& server)
{
    QStringList deeds;
    if (server.isResampled())
        deeds.append(tr("resamples to %1").arg(formatRate(server.output.sampleRate)));
    if (server.isRemixed)
        deeds.append(tr("maps the channels to %1").arg(named(server.output.layout.name())));
    if (server.isMuted)
        deeds.append(tr("is muted"));
    else if (!server.volumeIsOne)
        deeds.append(tr("changes the volume by %1").arg(decibels(server.volume)));
    if (server.otherStreams > 0)
        deeds.append(tr("mixes in other sounds"));
    const uint32_t bits = isFloat(path.sourceSamples) ? 32 : path.significantBits;
    if (!isFloat(server.outputSamples) && bits > bitsPerSample(server.outputSamples))
        deeds.append(tr("stores %1").arg(named(describe(server.outputSamples))));
    return deeds;
}

SignalStage serverStage(const SignalPath& path, const std::optional<ServerRoute>& server)
{
    if (!server)
        return {serverName(path, server), tr("What it does from here on is not known"), false, true};
    QString detail = QStringLiteral("%1: %2, %3, %4")
                         .arg(named(server->device), formatRate(server->output.sampleRate),
                              named(server->output.layout.name()), named(describe(server->outputSamples)));
    const QStringList deeds = serverDeeds(path, *server);
    if (!deeds.isEmpty())
        detail += tr("; %1").arg(deeds.join(QStringLiteral(", ")));
    return {serverName(path, server), detail, !deeds.isEmpty()};
}

QString verdictOfChanges(const SignalPath& path, const QList<SignalStage>& stages)
{
    QStringList changes;
    for (const SignalStage& stage : stages) {
        if (stage.isChange)
            changes.append(stage.title);
    }
    if (!path.lossless && changes.isEmpty())
        return tr("Nothing is changed after decoding. The file itself is lossy, so no two decoders agree on "
                  "each bit.");
    if (changes.isEmpty())
        return tr("Nothing is changed on the way to the device. What it does with the samples is not known.");
    if (changes.size() > kMostNamedChanges)
        return tr("Not bit-perfect. Samples are changed in %1 places on the way.").arg(changes.size());
    return tr("Not bit-perfect. Samples are changed by: %1.").arg(changes.join(QStringLiteral(", ")));
}

QString verdictOfPerfection(const SignalPath& path, const std::optional<ServerRoute>& server)
{
    if (!hasServer(path))
        return tr("Bit-perfect: no sample is changed on the way to %1.").arg(named(path.transparentUpTo));
    const QString name = serverName(path, server);
    if (!server)
        return tr("Bit-perfect to the sound server. What %1 does with the samples is not known.").arg(name);
    const QStringList deeds = serverDeeds(path, *server);
    if (!deeds.isEmpty())
        return tr("Bit-perfect as far as the sound server, which then %1.")
            .arg(deeds.join(QStringLiteral(", ")));
    const QString device = named(server->device);
    return server->isHardware
               ? tr("Bit-perfect to the device: %1 tells that it changes nothing on the way to %2.")
                     .arg(name, device)
               : tr("Bit-perfect to %2, as %1 tells. It is no sound card: what is behind it is not known.")
                     .arg(name, device);
}

} // namespace

SignalStory signalStory(const SignalPath& path, const std::optional<ServerRoute>& server)
{
    SignalStory story;
    QList<SignalStage>& stages = story.stages;
    stages.append(fileStage(path));
    stages.append(decoderStage(path));
    if (path.replayGain != 1.0F)
        stages.append({tr("ReplayGain"), decibels(path.replayGain), true});
    for (size_t i = 0; i < std::min(path.dspBeforeMapping, path.dsp.size()); ++i)
        stages.append({named(path.dsp[i]), tr("Effect on the file's own channels"), true});
    if (path.remixed)
        stages.append(channelStage(path));
    if (path.resampled)
        stages.append({tr("Sample rate"),
                       tr("%1 to %2, %3")
                           .arg(formatRate(path.sourceFormat.sampleRate),
                                formatRate(path.outputFormat.sampleRate), qualityText(path.resampleQuality)),
                       true});
    for (size_t i = path.dspBeforeMapping; i < path.dsp.size(); ++i)
        stages.append({named(path.dsp[i]), tr("Effect on what the device takes"), true});
    if (path.isStored)
        stages.append({tr("Volume"), tr("Not applied to what is stored")});
    else if (!path.volumeIsOne)
        stages.append({tr("Volume"), decibels(path.volume), true});
    QString samples = named(describe(path.outputSamples));
    if (path.isDithered())
        samples = tr("%1, dithered").arg(samples);
    stages.append({tr("Samples"), samples, path.isDithered()});
    stages.append(deviceStage(path));
    story.verdict = path.isBitPerfect() ? verdictOfPerfection(path, server) : verdictOfChanges(path, stages);
    story.endsAtServer = hasServer(path) && !server;
    if (hasServer(path))
        stages.append(serverStage(path, server));
    story.isBitPerfect = path.isBitPerfect() && !stages.last().isChange;
    return story;
}

QString asText(const SignalStory& story)
{
    QStringList lines;
    for (const SignalStage& stage : story.stages)
        lines.append(QStringLiteral("%1: %2").arg(stage.title, stage.detail));
    lines.append(story.verdict);
    return lines.join(QLatin1Char('\n'));
}

} // namespace stellatune
