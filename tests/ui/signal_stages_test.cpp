// The way of the samples in words.
#include "app/ui/signal_stages.h"

#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

SignalPath flac()
{
    SignalPath path;
    path.codec = "FLAC";
    path.sourceFormat = {44'100, ChannelLayout::standard(2)};
    path.significantBits = 16;
    path.lossless = true;
    path.outputFormat = path.sourceFormat;
    path.bufferFrames = 2'048;
    path.device = "PulseAudio";
    path.choice = {"pulse", ""};
    path.transparentUpTo = "the sound server";
    return path;
}

ServerRoute sameFormat()
{
    ServerRoute route;
    route.server = "PulseAudio";
    route.device = "A Sound Card";
    route.stream = route.output = {44'100, ChannelLayout::standard(2)};
    route.outputSamples = SampleFormat::Int16;
    route.isHardware = true;
    return route;
}

QStringList titles(const SignalStory& story)
{
    QStringList titles;
    for (const SignalStage& stage : story.stages)
        titles.append(stage.title);
    return titles;
}

QString detail(const SignalStory& story, const QString& title)
{
    for (const SignalStage& stage : story.stages) {
        if (stage.title == title)
            return stage.detail;
    }
    return QStringLiteral("no such stage");
}

TEST(SignalStory, HasARowForWhatIsThereAndNoneForWhatIsNot)
{
    const SignalStory story = signalStory(flac(), std::nullopt);
    EXPECT_EQ(titles(story), QStringList({"File", "Decoder", "Samples", "Device", "PulseAudio"}));
    EXPECT_EQ(detail(story, "File"), "FLAC, 44.1 kHz, stereo, 16 bit");
    EXPECT_EQ(detail(story, "Decoder"), "Built in");
    EXPECT_EQ(detail(story, "Device"), "PulseAudio: 44.1 kHz, stereo, blocks of 2048 frames, 46 ms");
    EXPECT_TRUE(story.isBitPerfect);
}

TEST(SignalStory, SaysThatTheVolumeDoesNotReachWhatIsStored)
{
    SignalPath path = flac();
    path.choice = {"plugin", "org.stellatune.output.file/file"};
    path.isStored = true;
    const SignalStory story = signalStory(path, std::nullopt);
    EXPECT_EQ(titles(story), QStringList({"File", "Decoder", "Volume", "Samples", "Output"}));
    EXPECT_EQ(detail(story, "Volume"), "Not applied to what is stored");
    EXPECT_TRUE(story.isBitPerfect);
}

TEST(SignalStory, NamesEachConversionInItsOrder)
{
    SignalPath path = flac();
    path.sourceFormat.layout = ChannelLayout::standard(6);
    path.decoder = "FFmpeg";
    path.replayGain = 0.5F;
    path.dsp = {"Equalizer", "Crossfeed", "Limiter"};
    path.dspBeforeMapping = 1;
    path.remixed = path.resampled = true;
    path.resampleQuality = ResampleQuality::VeryHigh;
    path.outputFormat.sampleRate = 48'000;
    path.volume = 0.25F;
    path.volumeIsOne = false;
    path.outputSamples = SampleFormat::Int16;
    const SignalStory story = signalStory(path, std::nullopt);
    EXPECT_EQ(titles(story),
              QStringList({"File", "Decoder", "ReplayGain", "Equalizer", "Channels", "Sample rate",
                           "Crossfeed", "Limiter", "Volume", "Samples", "Device", "PulseAudio"}));
    EXPECT_EQ(detail(story, "Decoder"), "FFmpeg, a plugin");
    EXPECT_EQ(detail(story, "ReplayGain"), QStringLiteral("\u22126.0 dB"));
    EXPECT_EQ(detail(story, "Channels"), "5.1 to stereo, low-frequency channel left out");
    EXPECT_EQ(detail(story, "Sample rate"), "44.1 kHz to 48 kHz, very high quality");
    EXPECT_EQ(detail(story, "Volume"), QStringLiteral("\u221212.0 dB"));
    EXPECT_EQ(detail(story, "Samples"), "16 bit, dithered");
    EXPECT_FALSE(story.isBitPerfect);
    EXPECT_EQ(story.verdict, "Not bit-perfect. Samples are changed by: ReplayGain, Equalizer, Channels, "
                             "Sample rate, Crossfeed, Limiter, Volume, Samples.");
}

TEST(SignalStory, ClaimsNoMoreThanIsKnown)
{
    EXPECT_EQ(signalStory(flac(), std::nullopt).verdict,
              "Bit-perfect to the sound server. What PulseAudio does with the samples is not known.");
    SignalPath direct = flac();
    direct.choice = {"alsa", "hw:0"};
    direct.transparentUpTo = "the device";
    EXPECT_EQ(signalStory(direct, std::nullopt).verdict,
              "Bit-perfect: no sample is changed on the way to the device.");
    direct.transparentUpTo.clear();
    EXPECT_FALSE(signalStory(direct, std::nullopt).isBitPerfect);
    SignalPath lossy = flac();
    lossy.lossless = false;
    lossy.significantBits = 0;
    EXPECT_EQ(detail(signalStory(lossy, std::nullopt), "File"), "FLAC, 44.1 kHz, stereo, lossy");
    EXPECT_FALSE(signalStory(lossy, std::nullopt).isBitPerfect);
}

TEST(SignalStory, SaysThatAPluginTakesTheSound)
{
    SignalPath path = flac();
    path.choice = {"plugin", "org.example.recorder/tape"};
    path.device = "Tape deck";
    path.transparentUpTo = "the plugin";
    const SignalStory story = signalStory(path, std::nullopt);
    EXPECT_EQ(titles(story), QStringList({"File", "Decoder", "Samples", "Output"}));
    EXPECT_EQ(detail(story, "Output"), "Tape deck, a plugin: 44.1 kHz, stereo, blocks of 2048 frames, 46 ms");
    EXPECT_EQ(story.verdict, "Bit-perfect: no sample is changed on the way to the plugin.");
}

TEST(SignalStory, BelievesWhatTheServerTells)
{
    EXPECT_EQ(signalStory(flac(), sameFormat()).verdict,
              "Bit-perfect to the device: PulseAudio tells that it changes nothing on the way to A Sound "
              "Card.");
    EXPECT_TRUE(signalStory(flac(), sameFormat()).isBitPerfect);
    ServerRoute null = sameFormat();
    null.isHardware = false;
    EXPECT_EQ(signalStory(flac(), null).verdict,
              "Bit-perfect to A Sound Card, as PulseAudio tells. It is no sound card: what is behind it is "
              "not known.");
}

TEST(SignalStory, NamesWhatTheServerDoesToTheSound)
{
    ServerRoute route = sameFormat();
    route.output.sampleRate = 48'000;
    route.volume = 0.5;
    route.volumeIsOne = false;
    route.otherStreams = 1;
    const SignalStory story = signalStory(flac(), route);
    EXPECT_EQ(story.verdict,
              QStringLiteral("Bit-perfect as far as the sound server, which then resamples to 48 kHz, "
                             "changes the volume by \u22126.0 dB, mixes in other sounds."));
    EXPECT_TRUE(story.stages.last().isChange);
    EXPECT_FALSE(story.isBitPerfect) << "the mark is for what arrives";
    route = sameFormat();
    SignalPath deep = flac();
    deep.significantBits = 24;
    deep.sourceSamples = SampleFormat::Int24;
    EXPECT_EQ(signalStory(deep, route).verdict,
              "Bit-perfect as far as the sound server, which then stores 16 bit.");
}

TEST(SignalStory, ManyChangesAreCountedAndNotNamed)
{
    SignalPath path = flac();
    path.dsp = {"One", "Two", "Three"};
    path.dspBeforeMapping = path.dsp.size();
    EXPECT_EQ(signalStory(path, std::nullopt).verdict,
              "Not bit-perfect. Samples are changed by: One, Two, Three.");
    path.dsp.insert(path.dsp.end(), 37, "A room");
    EXPECT_EQ(signalStory(path, std::nullopt).verdict,
              "Not bit-perfect. Samples are changed in 40 places on the way.");
}

} // namespace
} // namespace stellatune::testing
