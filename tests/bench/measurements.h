// The things that are measured. Each adds its figures, and returns false, with a message on stderr,
// when something could not be measured.
#pragma once

#include "tests/bench/figures.h"
#include "tests/bench/stage.h"

namespace stellatune::bench {

/// CPU time of the whole pipeline beside the reference decoders, as fast as they can.
bool measureDecodeSpeed(const Stage& stage, int repetitions, std::vector<Figure>& figures);
/// CPU time of decoders in plugins beside the programs of their codecs' authors.
bool measurePluginDecoderSpeed(const Stage& stage, int repetitions, std::vector<Figure>& figures);
/// What a call through the plugin interface costs.
bool measurePluginBorder(const Stage& stage, std::vector<Figure>& figures);
/// What it takes to bring plugins and to take them away, and whom that holds up.
bool measurePluginRuntime(const Stage& stage, std::vector<Figure>& figures);
/// For how long that holds up a player that plays in real time; takes three times `duration`.
bool measurePlayingPlugins(const Stage& stage, std::chrono::seconds duration, std::vector<Figure>& figures);
/// What the host adds to a chain of DSP nodes.
bool measureDspChain(const Stage& stage, std::vector<Figure>& figures);
/// CPU time of ten bands beside other programs' equalizers.
bool measureEqualizerSpeed(const Stage& stage, int repetitions, std::vector<Figure>& figures);
/// CPU time and memory while a FLAC file plays to the sound server, all players at once.
bool measurePlaybackCost(const Stage& stage, std::chrono::seconds duration, std::vector<Figure>& figures);
/// CPU time while it is equalized on its way, and while it is resampled to 48 kHz.
bool measureProcessingCost(const Stage& stage, std::chrono::seconds duration, std::vector<Figure>& figures);
/// From exec to a window on the screen.
bool measureStartTime(const Stage& stage, int repetitions, std::vector<Figure>& figures);

} // namespace stellatune::bench
