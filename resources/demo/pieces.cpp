#include "resources/demo/pieces.h"

#include "resources/demo/instruments.h"
#include "resources/demo/reverb.h"

#include <algorithm>
#include <cmath>

namespace stellatune::demo {

namespace {

struct Chord {
    int bass;
    std::vector<int> notes; ///< ascending
};

struct MelodyNote {
    double beat; ///< from the start of the melody
    int pitch;
};

// Fades both ends and brings the loudest sample to -3 dB.
void finish(StereoMix& mix, double fadeIn, double fadeOut)
{
    float peak = 0.0F;
    for (size_t i = 0; i < mix.frames(); ++i) {
        const double time = static_cast<double>(i) / kSampleRate;
        const double left = static_cast<double>(mix.frames() - i) / kSampleRate;
        const double level = std::clamp(std::min(time / fadeIn, left / fadeOut), 0.0, 1.0);
        const auto gain = static_cast<float>(level * level * (3.0 - 2.0 * level));
        mix.left[i] *= gain;
        mix.right[i] *= gain;
        peak = std::max({peak, std::abs(mix.left[i]), std::abs(mix.right[i])});
    }
    const float gain = 0.708F / peak;
    for (size_t i = 0; i < mix.frames(); ++i) {
        mix.left[i] *= gain;
        mix.right[i] *= gain;
    }
}

void addMelody(StereoMix& mix, const std::vector<MelodyNote>& melody, double start, double beat, double level)
{
    for (size_t i = 0; i < melody.size(); ++i) {
        const double pan = (i % 2 == 0) ? -0.25 : 0.25;
        addBell(mix, {start + melody[i].beat * beat, 0.0, melody[i].pitch, level, pan});
    }
}

// Runs up and down through the chord, one string per step.
void addArpeggio(StereoMix& mix, const Chord& chord, double start, double step, int steps, double level)
{
    const int count = static_cast<int>(chord.notes.size());
    const int cycle = 2 * count - 2;
    for (int i = 0; i < steps; ++i) {
        const int place = i % cycle;
        const int index = place < count ? place : cycle - place;
        const double accent = i == 0 ? 1.0 : 0.75;
        const double pan = -0.5 + static_cast<double>(index) / (count - 1);
        addPluck(mix, {start + i * step, 0.0, chord.notes[static_cast<size_t>(index)], accent * level, pan});
    }
}

// Nine bars that wake up and ten that move: D, B minor, G, A at 72 beats a minute.
StereoMix composeMorning(double& cutSeconds)
{
    constexpr double kBeat = 60.0 / 72.0;
    constexpr double kBar = 4.0 * kBeat;
    constexpr int kQuietBars = 9;
    constexpr int kBars = 19;
    const std::vector<Chord> chords{{38, {62, 66, 69, 73, 76}},
                                    {35, {59, 62, 66, 69, 74}},
                                    {43, {62, 67, 71, 74, 78}},
                                    {45, {61, 64, 69, 71, 76}}};
    StereoMix mix(kBars * kBar + 2.5);
    for (int bar = 0; bar < kBars; ++bar) {
        const bool last = bar == kBars - 1;
        // The ninth bar stays on the chord of the eighth, so that the cut falls where the harmony moves home.
        const Chord& chord = last               ? chords[0]
                             : bar < kQuietBars ? chords[static_cast<size_t>(bar == 8 ? 3 : bar % 4)]
                                                : chords[static_cast<size_t>((bar - 9) % 4)];
        const double start = bar * kBar;
        addPad(mix, {chord.notes[0], chord.notes[1], chord.notes[2]}, std::max(0.0, start - 0.4), kBar + 1.6,
               0.11);
        if (last) {
            addArpeggio(mix, chord, start, kBeat / 2, 5, 0.5);
            addBass(mix, {start, kBar, chord.bass, 0.3, 0.0});
        } else if (bar >= kQuietBars) {
            addArpeggio(mix, chord, start, kBeat / 2, 8, 0.5);
            addBass(mix, {start, 2.0 * kBeat, chord.bass, 0.34, 0.0});
            addBass(mix, {start + 2.5 * kBeat, 1.5 * kBeat, chord.bass, 0.26, 0.0});
        } else if (bar >= 2) {
            addArpeggio(mix, chord, start, kBeat, 3 + (bar >= 6 ? 1 : 0), 0.4);
        }
    }
    const std::vector<MelodyNote> melody{{0, 81},    {1.5, 78}, {2, 76},  {4, 78},    {5.5, 74},  {6, 73},
                                         {8, 74},    {9, 78},   {10, 83}, {12, 81},   {13.5, 76}, {16, 81},
                                         {17.5, 85}, {18, 86},  {20, 85}, {21.5, 81}, {22, 78},   {24, 79},
                                         {25, 78},   {26, 74},  {28, 76}, {30, 73},   {32, 74}};
    addMelody(mix, {{0, 81}, {3, 78}, {8, 83}, {11, 81}, {16, 76}}, 4.0 * kBar, kBeat, 0.09);
    addMelody(mix, melody, kQuietBars * kBar, kBeat, 0.14);
    addReverb(mix, 0.5);
    finish(mix, 1.5, 3.0);
    cutSeconds = kQuietBars * kBar;
    return mix;
}

// Strings in threes: E minor, C, G, D at 58 bars-of-three a minute.
StereoMix composeRiver()
{
    constexpr double kBeat = 0.30;
    constexpr double kBar = 6.0 * kBeat;
    constexpr int kBars = 14;
    const std::vector<Chord> chords{
        {40, {59, 64, 67, 71}}, {36, {60, 64, 67, 72}}, {43, {59, 62, 67, 74}}, {38, {57, 62, 66, 69}}};
    StereoMix mix(kBars * kBar + 4.5);
    for (int bar = 0; bar < kBars; ++bar) {
        const bool last = bar == kBars - 1;
        const Chord& chord = chords[static_cast<size_t>(last ? 0 : bar % 4)];
        const double start = bar * kBar;
        addArpeggio(mix, chord, start, kBeat, last ? 4 : 6, 0.55);
        if (bar >= 2)
            addBass(mix, {start, last ? 2.0 * kBar : kBar, chord.bass, 0.32, 0.0});
        if (bar >= 4)
            addPad(mix, {chord.notes[0], chord.notes[1]}, start - 0.3, kBar + 1.4, 0.09);
    }
    addMelody(mix,
              {{0, 83},
               {4, 79},
               {6, 79},
               {10, 76},
               {12, 78},
               {15, 79},
               {18, 81},
               {24, 83},
               {27, 86},
               {30, 84},
               {33, 79},
               {36, 81},
               {39, 78},
               {42, 74},
               {48, 76}},
              5.0 * kBar, kBeat, 0.12);
    addReverb(mix, 0.45);
    finish(mix, 0.02, 3.5);
    return mix;
}

// A slow goodnight: F, E minor, D minor, C at 60 beats a minute.
StereoMix composeNight()
{
    constexpr double kBeat = 1.0;
    constexpr double kBar = 4.0 * kBeat;
    constexpr int kBars = 8;
    const std::vector<Chord> chords{
        {41, {57, 60, 64, 67}}, {40, {55, 59, 62, 67}}, {38, {53, 57, 60, 65}}, {36, {55, 59, 60, 64}}};
    StereoMix mix(kBars * kBar + 5.0);
    for (int bar = 0; bar < kBars; ++bar) {
        const Chord& chord = chords[static_cast<size_t>(bar % 4)];
        const double start = bar * kBar;
        addPad(mix, chord.notes, std::max(0.0, start - 0.4), kBar + 2.0, 0.1);
        addBass(mix, {start, kBar, chord.bass, 0.3, 0.0});
        if (bar >= 2)
            addArpeggio(mix, chord, start, kBeat, 3, 0.3);
    }
    addMelody(mix,
              {{0, 76},
               {2, 79},
               {3, 84},
               {4, 83},
               {6, 79},
               {8, 77},
               {10, 81},
               {11, 84},
               {12, 83},
               {14, 76},
               {16, 79},
               {18, 76},
               {20, 74},
               {22, 71},
               {24, 72},
               {26, 69},
               {28, 67},
               {29, 71},
               {30, 72}},
              0.5, kBeat, 0.13);
    addReverb(mix, 0.6);
    finish(mix, 1.0, 4.5);
    return mix;
}

StereoMix cut(const StereoMix& mix, size_t first, size_t last)
{
    StereoMix part(0.0);
    part.left.assign(mix.left.begin() + static_cast<std::ptrdiff_t>(first),
                     mix.left.begin() + static_cast<std::ptrdiff_t>(last));
    part.right.assign(mix.right.begin() + static_cast<std::ptrdiff_t>(first),
                      mix.right.begin() + static_cast<std::ptrdiff_t>(last));
    return part;
}

} // namespace

std::vector<Track> composeAlbum()
{
    double cutSeconds = 0.0;
    const StereoMix morning = composeMorning(cutSeconds);
    const auto cutFrame = static_cast<size_t>(cutSeconds * kSampleRate);
    std::vector<Track> album;
    album.push_back({"Before Sunrise", cut(morning, 0, cutFrame)});
    album.push_back({"First Light", cut(morning, cutFrame, morning.frames())});
    album.push_back({"Slow River", composeRiver()});
    album.push_back({"Night Window", composeNight()});
    return album;
}

} // namespace stellatune::demo
