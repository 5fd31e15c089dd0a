#include "resources/demo/instruments.h"

#include <algorithm>
#include <complex>
#include <random>

namespace stellatune::demo {

namespace {

double frequencyOf(int pitch)
{
    return 440.0 * std::exp2((pitch - 69) / 12.0);
}

size_t frameAt(double seconds)
{
    return static_cast<size_t>(seconds * kSampleRate);
}

// Rises over `attack` seconds, holds, and falls over `release` seconds before `length`.
double swell(double time, double attack, double release, double length)
{
    const double level = std::min({time / attack, (length - time) / release, 1.0});
    if (level <= 0.0 || level >= 1.0)
        return level <= 0.0 ? 0.0 : 1.0;
    return 0.5 - 0.5 * std::cos(kPi * level);
}

} // namespace

void addPluck(StereoMix& mix, const Note& note)
{
    constexpr double kRingSeconds = 3.5; // to -60 dB
    // The string is a delay line of one period; the mean of two neighbours in its loop costs half a sample,
    // and an all-pass makes up the fraction, or high strings would be out of tune.
    const double period = kSampleRate / frequencyOf(note.pitch) - 0.5;
    const auto whole = static_cast<size_t>(period - 0.3);
    const double fraction = period - static_cast<double>(whole);
    const double allpass = (1.0 - fraction) / (1.0 + fraction);
    const double damping = std::pow(10.0, -3.0 * period / (kRingSeconds * kSampleRate));

    // std distributions differ between libraries; the bits of the engine do not.
    std::minstd_rand noise(
        static_cast<unsigned>(static_cast<size_t>(note.pitch) * 7919 + frameAt(note.start)));
    std::vector<double> string(whole);
    double smoothed = 0.0;
    for (double& sample : string) {
        const double white =
            2.0 * static_cast<double>(noise()) / static_cast<double>(std::minstd_rand::max()) - 1.0;
        smoothed += 0.45 * (white - smoothed);
        sample = smoothed;
    }

    const size_t start = frameAt(note.start);
    const size_t frames = frameAt(kRingSeconds);
    const Pan pan(note.pan);
    double previous = 0.0;
    double allpassIn = 0.0;
    double allpassOut = 0.0;
    for (size_t i = 0; i < frames; ++i) {
        double& sample = string[i % whole];
        const double mean = 0.5 * (sample + previous) * damping;
        previous = sample;
        allpassOut = allpass * (mean - allpassOut) + allpassIn;
        allpassIn = mean;
        mix.add(start + i, note.level * sample, pan);
        sample = allpassOut;
    }
}

void addPad(StereoMix& mix, const std::vector<int>& pitches, double start, double length, double level)
{
    constexpr int kVoices = 3;
    constexpr double kDetune[kVoices] = {-0.0016, 0.0, 0.0019};
    constexpr double kPan[kVoices] = {-0.7, 0.0, 0.7};
    constexpr int kPartials = 5;

    const size_t first = frameAt(start);
    const size_t frames = frameAt(length);
    for (const int pitch : pitches) {
        for (int voice = 0; voice < kVoices; ++voice) {
            const double step = 2.0 * kPi * frequencyOf(pitch) * (1.0 + kDetune[voice]) / kSampleRate;
            const double offset = pitch * 1.7 + voice * 2.1; // so that no two voices start in phase
            const Pan pan(kPan[voice]);
            // The phase turns as a unit vector: one rotation per frame costs less than a sine and a cosine.
            std::complex<double> phase = std::polar(1.0, offset);
            const std::complex<double> turn = std::polar(1.0, step);
            for (size_t i = 0; i < frames; ++i) {
                const double time = static_cast<double>(i) / kSampleRate;
                // sin(kx) by the recurrence sin((k+1)x) = 2 cos(x) sin(kx) - sin((k-1)x)
                double below = 0.0;
                double partial = phase.imag();
                double sum = 0.0;
                for (int k = 1; k <= kPartials; ++k) {
                    sum += partial / (k * k);
                    const double above = 2.0 * phase.real() * partial - below;
                    below = partial;
                    partial = above;
                }
                const double breath = 0.85 + 0.15 * std::sin(0.9 * time + offset);
                mix.add(first + i, level * breath * swell(time, 1.4, 1.8, length) * sum / kVoices, pan);
                phase *= turn;
            }
        }
    }
}

void addBass(StereoMix& mix, const Note& note)
{
    const size_t start = frameAt(note.start);
    const size_t frames = frameAt(note.length);
    const Pan pan(note.pan);
    const double step = 2.0 * kPi * frequencyOf(note.pitch) / kSampleRate;
    for (size_t i = 0; i < frames; ++i) {
        const double time = static_cast<double>(i) / kSampleRate;
        const double phase = step * static_cast<double>(i);
        const double tone = std::sin(phase) + 0.25 * std::sin(2.0 * phase) + 0.08 * std::sin(3.0 * phase);
        mix.add(start + i, note.level * std::exp(-0.7 * time) * swell(time, 0.02, 0.25, note.length) * tone,
                pan);
    }
}

void addBell(StereoMix& mix, const Note& note)
{
    constexpr double kRingSeconds = 4.0;
    const size_t start = frameAt(note.start);
    const size_t frames = frameAt(kRingSeconds);
    const Pan pan(note.pan);
    const double step = 2.0 * kPi * frequencyOf(note.pitch) / kSampleRate;
    for (size_t i = 0; i < frames; ++i) {
        const double time = static_cast<double>(i) / kSampleRate;
        const double phase = step * static_cast<double>(i);
        const double brightness = 1.1 * std::exp(-5.0 * time);
        const double tone = std::sin(phase + brightness * std::sin(3.0 * phase));
        mix.add(start + i, note.level * std::exp(-1.6 * time) * swell(time, 0.004, 0.5, kRingSeconds) * tone,
                pan);
    }
}

} // namespace stellatune::demo
