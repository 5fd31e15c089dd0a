// Decides what the player does. Pure: it is told what was asked and what happened, and answers with effects
// for others to carry out. It calls no thread, no device, no clock and no renderer.
#pragma once

#include "engine/control/play_queue.h"
#include "engine/control/player.h"
#include "engine/control/timeline.h"
#include "engine/decode/decode_messages.h"
#include "engine/output/output_messages.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace stellatune {

/// What the renderer in use shows at one moment. The default is that of no renderer.
struct OutputView {
    RenderProgress progress;
    bool held = true;
    bool drained = false;
    bool ranAway = false;
    uint64_t callbacks = 0;
    uint32_t latencyFrames = 0;
};

// ---- effects on the renderer in use ----
struct SetRunning {
    bool running = false;
    std::chrono::milliseconds fade{0};
};
struct SetGain {
    float gain = 1.0F;
};

using Effect = std::variant<DecodeCommand, OutputCommand, SetRunning, SetGain, PlayerEvent>;

/// What snapshot() needs, for publishing to other threads.
struct PublishedState {
    PlaybackState state = PlaybackState::Stopped;
    EntryId entry = 0;
    std::optional<DecoderInfo> info; ///< of `entry`, once known
    /// While set, this is the position: a cue or a seek whose ring is not heard yet, or nothing is heard at
    /// all.
    std::optional<double> fixedPosition;
    Timeline timeline;
    std::shared_ptr<Renderer> renderer;
    DeviceChoice device;
    float gain = 1.0F;
    std::vector<std::string> dsp;                            ///< names of the nodes that are heard
    size_t dspBeforeMapping = 0;                             ///< so many of them
    ResampleQuality resampleQuality = ResampleQuality::High; ///< of the ring begun last, as lfePolicy
    LfePolicy lfePolicy = LfePolicy::Drop;
    bool stopAfterCurrent = false;
    uint64_t playthrough = 0; ///< grows whenever a track starts without a gap, be it the same one again
};

class PlayerMachine {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    PlayerMachine(const PlayerConfig& config, uint64_t shuffleSeed);

    /// Before every other call: what the output shows, and what time it is. Follows what was heard meanwhile,
    /// and does what waited for it.
    void observe(const OutputView& view, TimePoint now);

    // ---- asked ----
    void setQueue(QueueEntries entries);
    void setRepeat(RepeatMode mode);
    void setShuffle(bool on);
    void setStopAfterCurrent(bool on);
    void play();
    void playEntry(EntryId id, double startSeconds);
    void cueEntry(EntryId id, double startSeconds);
    void pause();
    void togglePause();
    void stop();
    void next();
    void previous();
    void seek(double seconds);
    void seekBy(double seconds);
    void setVolume(double percent);
    void setMuted(bool muted);
    void setReplayGain(const ReplayGainSettings& settings);
    void setFades(const FadeSettings& settings);
    void setDsp(const DspSpec& spec);
    void setReadAhead(ReadAhead readAhead);
    void setOutput(const OutputSettings& settings);
    void setDecoderConfig(const DecoderCandidate& type, const std::string& config);
    void requestDevices();
    void requestSinkTargets(const SinkAddress& sink, const std::string& config);

    // ---- happened ----
    void on(const TrackCued& event);
    void on(const CueFailed& event);
    void on(const TrackJoined& event);
    void on(const RingReady& event);
    void on(const TrackBroke& event);
    void on(const DecoderFaulted& event);
    void on(const NextFailed& event);
    void pluginHangs(const Error& error);
    void on(const RingFinished& event);
    void on(const DspNodesChanged& event);
    void on(const DspConfigured& event);
    void on(const DecoderConfigured& event);
    void on(const DeviceOpened& event);
    void on(const DeviceOpenFailed& event);
    void on(const DeviceStopped& event);
    void on(const DeviceClosed& event);
    void on(const DevicesListed& event);
    void on(const SinkConfigured& event);
    void on(const SinkTroubled& event);
    void on(const SinkReturned& event);
    void on(const SinkTargetsListed& event);

    // ---- answers ----
    std::vector<Effect> takeEffects();
    const PublishedState& published() const { return m_published; }
    /// How long observe() may wait when nothing else happens.
    std::chrono::milliseconds nextObservation() const;

  private:
    enum class Want : uint8_t { Stopped, Paused, Playing };
    enum class DecodeStage : uint8_t { Idle, Cueing, Cued, Streaming };
    enum class DeviceStage : uint8_t { Closed, Opening, Ready, Running };
    /// What happens once the renderer is silent and its last sound was heard.
    enum class WhenSilent : uint8_t { Nothing, StopDevice, CloseDevice, Reopen };
    /// How a ring comes to be heard; decides about fades, and whether a track starts or goes on.
    enum class Start : uint8_t {
        FromSilence,  ///< a track starts, nothing was heard
        Jump,         ///< a track starts in place of another
        Continuation, ///< a track starts where the one before ended
        Seek,         ///< the same track, elsewhere
        Resume,       ///< the same track, after its device was lost
    };

    // transport
    void cue(const QueueEntry& entry, double seconds, Start start);
    void recue(double seconds, Start start);
    void startPlaying(EntryId id, double startSeconds, Start start);
    void finishPlaying();
    void haltPlaying();
    void tellFailed(EntryId id, const Error& error);
    bool isFailed(EntryId id) const;
    void skipFailed(EntryId id);
    double heardSeconds() const;
    double renderedSeconds() const;
    void afterRingHeard();

    // output
    void advance();
    void openDevice();
    void beginRing();
    void startOutput();
    void silenceThen(WhenSilent action, std::chrono::milliseconds fade);
    void whenSilent();
    void closeDevice();
    // sinks
    void changeSinkConfig();
    void goOnWithoutSink(const DeviceStopped& event);
    bool avoidsSink() const { return m_sink.use == SinkStanding::Use::Avoided; }
    void avoidSink(std::optional<Error> why);
    void awaitSink();
    void trustSink();
    void waitNoLonger();
    OutputRequest requestFor(const DecoderInfo& info) const;
    ConversionRules rules() const;
    SwapFades swapFades() const;
    bool lastSoundWasHeard(bool silent);
    float gain() const;

    // following
    void followDsp();
    void followHeard();
    void enterSegments(size_t count);
    void enterSegment(const Segment& segment);
    void tellStarted(const Segment& segment);
    bool repeats() const;
    EntryId nextAfter(EntryId id) const;
    EntryId following(EntryId id, EntryId begun = 0) const;
    void reconcileNext();
    void sendNext(EntryId id);

    void emit(PlayerEvent event) { m_effects.emplace_back(std::move(event)); }
    void emit(PlayerEvent::Kind kind, EntryId entry = 0, std::optional<Error> error = std::nullopt,
              std::string text = {});
    void refreshState();

    PlayQueue m_queue;
    OutputSettings m_output;
    FadeSettings m_fades;
    ReplayGainSettings m_replayGain;
    double m_volume;
    bool m_muted = false;

    Want m_want = Want::Stopped;
    bool m_waitingForDevice = false;
    PublishedState m_published; ///< entry, info, fixedPosition, timeline, renderer, device live here
    OutputView m_view;
    TimePoint m_now{};
    std::vector<Effect> m_effects;

    DecodeStage m_decode = DecodeStage::Idle;
    uint64_t m_lastTicket = 0; ///< of cues and of opens
    uint64_t m_cueTicket = 0;
    uint32_t m_epoch = 0; ///< of the ring begun last
    bool m_epochHeard = false;
    bool m_ringReady = false;
    std::optional<RingFinished> m_ringFinished;
    Start m_start = Start::FromSilence;
    bool m_announceStart = false;  ///< the ring begun last starts a track, instead of going on with one
    QueueEntry m_entry;            ///< published().entry; kept when it leaves the queue while it is heard
    std::vector<EntryId> m_failed; ///< told as failed: skipped until something is asked to play again
    std::optional<EntryId> m_sentNext;
    /// Nodes that were active from that frame of that ring on.
    struct DspHeard {
        uint32_t epoch = 0;
        uint64_t ringFrame = 0;
        std::vector<std::string> names;
        size_t beforeMapping = 0;
    };
    std::deque<DspHeard> m_dspToBeHeard; ///< in the order in which they are

    DeviceStage m_device = DeviceStage::Closed;
    uint64_t m_openTicket = 0;
    AudioFormat m_requestedFormat;
    DeviceChoice m_openChoice; ///< asked for with m_openTicket
    DeviceChoice m_lostDevice; ///< looked for while m_waitingForDevice
    bool m_opensLost = false;  ///< m_openTicket is for that one, and for no other in its place
    WhenSilent m_whenSilent = WhenSilent::Nothing;
    bool m_mustReopen = false;             ///< output settings changed
    bool m_finishing = false;              ///< the queue was heard; told once the device is closed
    std::optional<uint64_t> m_silentSince; ///< callbacks
    std::optional<TimePoint> m_retryAt;

    /// How it stands with the sink that m_output.device may name.
    struct SinkStanding {
        enum class Use : uint8_t {
            Wanted,
            Avoided,   ///< the default device plays in its place
            Returning, ///< is to be opened again, and that is to be told once it is
        };
        Use use = Use::Wanted;
        std::optional<Error> untoldTrouble; ///< why it is avoided, to be told once the other device is open
        uint32_t failures = 0;              ///< in a row
        TimePoint openedAt{};
        uint64_t configGeneration = 0; ///< of m_output.sinkConfig
    };
    SinkStanding m_sink;
};

} // namespace stellatune
