// What passes between the control thread and the decode thread. Plain values; a shared_ptr hands over the
// renderer.
#pragma once

#include "engine/audio/channel_mapper.h"
#include "engine/audio/replay_gain.h"
#include "engine/audio/resampler.h"
#include "engine/control/player.h"
#include "engine/decode/decoder.h"
#include "engine/decode/decoder_config.h"
#include "engine/dsp/dsp_spec.h"
#include "engine/dsp/dsp_state.h"
#include "engine/output/renderer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace stellatune {

/// How tracks are turned into what the opened device takes, and which may follow one another without
/// reopening it.
struct ConversionRules {
    ResampleQuality quality = ResampleQuality::High;
    LfePolicy lfe = LfePolicy::Drop;
    /// What the device was asked for; a track of this rate and layout joins gaplessly.
    AudioFormat requested;
    AudioFormat opened;
    /// Every track joins, converted to `opened`.
    bool fixedFormat = false;
};

/// Whether a track of `next` can follow in the same ring. Pure.
bool canJoin(const AudioFormat& next, const ConversionRules& rules);

// ---- control to decode ----

/// Be ready to read `entry` from `startSeconds`. Answered by TrackCued or CueFailed with the same ticket.
/// What was decoded before stays in its ring.
struct CueTrack {
    uint64_t ticket = 0;
    QueueEntry entry;
    double startSeconds = 0.0;
    ReplayGainSettings replayGain;
};
/// Decode what was cued into a ring of `renderer` named `epoch`. Ignored when the ticket is not the last one
/// cued.
struct BeginRing {
    uint64_t ticket = 0;
    uint32_t epoch = 0;
    std::shared_ptr<Renderer> renderer;
    ConversionRules rules;
    SwapFades fades;
};
/// What follows the track that is being decoded; none: the ring ends with it.
struct SetNextTrack {
    std::optional<QueueEntry> entry;
};
/// From the next block on. What does not change plays on.
struct SetDsp {
    DspSpec spec;
};
/// Of this ring and all that come. What is decoded already stays.
struct SetReadAhead {
    ReadAhead readAhead = ReadAhead::Full;
};
/// Of all that plays through that type, and will. Answered by DecoderConfigured, more than once when it takes
/// another decoder.
struct SetDecoderConfig {
    DecoderCandidate type;
    std::string config;
};
/// Close everything.
struct HaltDecoding {};

using DecodeCommand =
    std::variant<CueTrack, BeginRing, SetNextTrack, SetDsp, SetReadAhead, SetDecoderConfig, HaltDecoding>;

// ---- decode to control ----

struct TrackCued {
    uint64_t ticket = 0;
    EntryId entry = 0;
    DecoderInfo info;
};
struct CueFailed {
    uint64_t ticket = 0;
    EntryId entry = 0;
    Error error;
};
/// From ring frame `ringFrame` on the ring of `epoch` holds `entry` from `startSeconds` on.
struct TrackJoined {
    uint32_t epoch = 0;
    EntryId entry = 0;
    uint64_t ringFrame = 0;
    double startSeconds = 0.0;
    DecoderInfo info;
    float replayGain = 1.0F;
    bool resampled = false;
    bool remixed = false;
    bool goesOn = false; ///< no other track: `entry` plays already, and is read by another decoder now
};
/// The ring was published and holds enough to start the device on.
struct RingReady {
    uint32_t epoch = 0;
};
/// The file could not be read to its end; what was read stays in the ring.
struct TrackBroke {
    uint32_t epoch = 0;
    EntryId entry = 0;
    Error error;
};
/// The track goes on, though not as it should; the error names who is at fault.
struct DecoderFaulted {
    EntryId entry = 0;
    Error error;
};
/// The preloaded next track cannot be opened; decoding waits for another SetNextTrack, or ends the ring.
struct NextFailed {
    EntryId entry = 0;
    Error error;
};
/// The ring ends at `ringFrame`: nothing follows (`next` 0), or what follows needs another device format.
struct RingFinished {
    uint32_t epoch = 0;
    uint64_t ringFrame = 0;
    EntryId next = 0;
};

/// The nodes of both chains, because one changed.
struct DspNodesChanged {
    std::vector<DspNodeState> nodes;
    uint32_t epoch = 0;     ///< of the ring that is being written; 0: none, and so of the next
    uint64_t ringFrame = 0; ///< the first that was made by them
};
/// What became of settings that were changed, and of instances that had to be replaced.
struct DspConfigured {
    std::vector<DspNodeOutcome> outcomes;
};
struct DecoderConfigured {
    DecoderOutcome outcome;
};

using DecodeEvent = std::variant<TrackCued, CueFailed, TrackJoined, RingReady, TrackBroke, DecoderFaulted,
                                 NextFailed, RingFinished, DspNodesChanged, DspConfigured, DecoderConfigured>;

} // namespace stellatune
