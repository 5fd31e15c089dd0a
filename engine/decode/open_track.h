// A track that is being decoded, and the decoder that reads it: which may be replaced by another on the way.
#pragma once

#include "engine/audio/replay_gain.h"
#include "engine/control/player.h"
#include "engine/decode/track_opener.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace stellatune {

/// Owned by the decode thread. When a plugin leaves or is replaced, a successor of its decoder is opened and
/// brought to where the music stands, while the one there is reads on; one that fails on the way does not
/// replace it. A plugin that leaves is succeeded by the first candidate that comes there: one of the same
/// format is preferred, with which no sample changes; else one of any format, which is for the caller to
/// convert. A new build of a lossy decoder repeats what the old one
/// did, its last seek and all that it read since. So it remembers the same of the music, and gives the same
/// samples.
class OpenTrack {
  public:
    static Result<OpenTrack> open(TrackOpener& opener, const QueueEntry& entry, double startSeconds);
    /// Whether it can serve `entry`; brings it to `startSeconds` then.
    bool reposition(const QueueEntry& entry, double startSeconds);

    const QueueEntry& entry() const { return m_entry; }
    const DecoderInfo& info() const { return m_info; }
    const ReplayGainTags& gainTags() const { return m_gainTags; }
    double startSeconds() const { return m_startSeconds; }
    /// Where read() goes on.
    double seconds() const;

    // ---- reading ----

    /// The decoder still reads its way to the frame that was sought; does a part of that way. Of what goes
    /// wrong there read() tells.
    bool isUnderWay();
    /// As Decoder::read(); an error too when no decoder is left.
    Result<uint64_t> read(std::span<float> interleaved);
    /// Frames that read() gives first though they were heard already, so that what converts them is in swing
    /// when the music goes on.
    uint64_t preRoll() const { return m_preRoll; }
    bool hasSound() const { return m_hasSound; } ///< gave frames
    /// Of the decoder, see there.
    uint64_t faults() const { return m_file.decoder != nullptr ? m_file.decoder->faults() : 0; }
    /// Nothing more is read of it, and so no decoder has to be kept or found for it.
    void finish();
    bool isFinished() const { return m_isFinished; }

    // ---- plugins ----

    const DecoderCandidate& by() const { return m_file.by; }
    bool isBy(const DecoderCandidate& candidate) const { return m_file.by == candidate; }
    /// Another one is to take over, if there is one.
    void yield();
    /// By what the decoder plans: applies it, or wants a successor with it, or leaves things as they are.
    UpdateOutcome changeConfig(const DecoderConfigChange& change);
    /// As a successor, if it is one, because its settings changed.
    void openAnew(const DecoderCandidate& successor);
    /// What became of a change that wanted a successor. Once.
    std::optional<DecoderOutcome> takeOutcome() { return std::exchange(m_outcome, std::nullopt); }
    bool yields() const { return m_yields; }
    void hear(const DecoderChange& change);
    /// Opens a successor if one is wanted and can be had now.
    void findSuccessor(TrackOpener& opener);
    bool hasSuccessor() const { return m_successor.has_value(); }
    enum class Succession : uint8_t { UnderWay, TookOver, Failed };
    /// Does a part of the successor's way, which there is. Failed: look for the next one.
    Succession bringSuccessor();
    /// Why there is no decoder any more.
    const std::optional<Error>& lost() const { return m_lost; }

  private:
    /// How a successor comes to where the music stands.
    struct Way {
        bool repeats = false;           ///< by what the one before did
        std::optional<uint64_t> sought; ///< as m_sought
        uint64_t target = 0;            ///< the frame it was sent to
    };

    OpenTrack(QueueEntry entry, OpenedFile file);
    bool canRepeat(const Decoder& next) const;
    Result<void> follow(Decoder& next);
    uint64_t positionFor(const Decoder& next) const;
    uint64_t preRollFor(const Decoder& next) const;
    Result<OpenedFile> openSuccessor(TrackOpener& opener);
    void dropSuccessor(const Error& why);
    void stayOrLose(const Error& why);
    void letGo();
    UpdateOutcome outcomeOf(const DecoderConfigChange& change, UpdateOutcome::Status status,
                            std::string detail = {}) const;
    void conclude(UpdateOutcome::Status status, std::string detail = {});

    QueueEntry m_entry;
    OpenedFile m_file; ///< no decoder: it was lost, or let go of after the end
    DecoderInfo m_info;
    ReplayGainTags m_gainTags;
    double m_startSeconds = 0.0;
    std::optional<uint64_t> m_sought; ///< by the decoder's last seek; none: it reads from the start
    uint64_t m_nextFrame = 0;         ///< of the music
    uint64_t m_preRoll = 0;           ///< frames before it that the decoder gives first
    bool m_hasSound = false;
    bool m_isFinished = false;
    /// What shall become of the decoder, once the one that takes over can be had.
    std::optional<WorkerControl::Kind> m_told;
    std::optional<DecoderConfigChange> m_nextConfig; ///< wants a successor
    std::optional<DecoderOutcome> m_outcome;         ///< of m_nextConfig, not taken yet
    bool m_yields = false;                           ///< nobody told; it is not as good as another would be
    std::vector<DecoderCandidate> m_passedOver;      ///< are not to take over
    std::optional<OpenedFile> m_successor;           ///< on its way to m_nextFrame
    Way m_way;                                       ///< of it
    std::optional<Error> m_lost;
};

} // namespace stellatune
