// The engine as its users see it: a window, a command line, a test. Every call returns at once and may come
// from any one thread at a time; what follows is told through snapshot(), takeEvents() and the wake function.
#pragma once

#include "engine/audio/channel_mapper.h"
#include "engine/audio/duration_histogram.h"
#include "engine/audio/replay_gain.h"
#include "engine/audio/resampler.h"
#include "engine/decode/decoder.h"
#include "engine/decode/decoder_config.h"
#include "engine/decode/decoder_plugins.h"
#include "engine/dsp/dsp_plugins.h"
#include "engine/dsp/dsp_spec.h"
#include "engine/dsp/dsp_state.h"
#include "engine/output/device.h"
#include "engine/output/sink_plugins.h"
#include "engine/output/sink_state.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stellatune {

/// Names one place in the queue. The user of the engine makes them, unique and not 0; the same file may be
/// queued twice under two ids.
using EntryId = uint64_t;

struct QueueEntry {
    EntryId id = 0;
    std::filesystem::path path;
};
using QueueEntries = std::shared_ptr<const std::vector<QueueEntry>>;

enum class RepeatMode : uint8_t { Off, All, One };

struct FadeSettings {
    std::chrono::milliseconds play{30};
    std::chrono::milliseconds pause{60};
    std::chrono::milliseconds seek{15};
    std::chrono::milliseconds stop{80};
    std::chrono::milliseconds switchTrack{40}; ///< a jump to another track, not a gapless transition
    bool operator==(const FadeSettings&) const = default;
};

enum class RatePolicy : uint8_t {
    MatchTrack, ///< reopen the device at each track's own rate where it can
    Fixed,      ///< keep one rate and resample
};

struct OutputSettings {
    DeviceChoice device;
    RatePolicy ratePolicy = RatePolicy::MatchTrack;
    uint32_t fixedRate = 48'000; ///< Hz, for RatePolicy::Fixed
    ResampleQuality resampleQuality = ResampleQuality::High;
    LfePolicy lfePolicy = LfePolicy::Drop;
    uint32_t bufferFrames = 0; ///< per callback; 0: the device's own default
    std::string sinkConfig;    ///< a JSON object for the sink that `device` names; empty: its defaults
    bool operator==(const OutputSettings&) const = default;
};

/// How much music has gone through the DSP before it is heard.
enum class ReadAhead : uint8_t {
    Full,  ///< PlayerConfig::bufferAhead, so that music outlasts a disk or a processor that is busy elsewhere
    Short, ///< about a quarter of a second, so that a change of the DSP is soon heard
};

enum class PlaybackState : uint8_t {
    Stopped,
    Playing, ///< includes opening and buffering
    Paused,
    WaitingForDevice, ///< wants to play; the device is gone and is tried again until it is back
};

/// What the samples go through between file and device, in the order in which it happens.
struct SignalPath {
    std::string codec;
    std::string decoder; ///< the plugin that decodes, by its name; empty: built in
    AudioFormat sourceFormat;
    SampleFormat sourceSamples = SampleFormat::Int16;
    uint32_t significantBits = 0; ///< 0 for lossy codecs
    bool lossless = false;
    AudioFormat outputFormat;
    SampleFormat outputSamples = SampleFormat::Float32;
    uint32_t bufferFrames = 0;    ///< per callback
    std::string device;           ///< as people call it
    DeviceChoice choice;          ///< the device in use
    std::string transparentUpTo;  ///< see DeviceTraits
    float replayGain = 1.0F;      ///< linear factor in use
    std::vector<std::string> dsp; ///< active nodes, as people call them, in their order
    size_t dspBeforeMapping = 0;  ///< so many of them, the others work on what the device takes
    bool resampled = false;
    ResampleQuality resampleQuality = ResampleQuality::High;
    bool remixed = false; ///< channels were mapped
    LfePolicy lfePolicy = LfePolicy::Drop;
    float volume = 1.0F;     ///< linear factor
    bool volumeIsOne = true; ///< also where it is not applied
    bool isStored = false;   ///< so that volume, mute and fades are not applied
    bool converted = false;  ///< 32-bit integer or double source, which the engine's float cannot hold
    /// Nothing above changes a sample.
    bool isUntouched() const;
    /// The output has fewer bits than what comes to it, so that rounding is turned into noise.
    bool isDithered() const;
    /// Nothing above changes a sample, and the output stores what the source holds.
    bool isBitPerfect() const;
    /// "FLAC 44.1 kHz 16 bit, bit-perfect to the sound server"
    std::string summary() const;
};

struct PlayerSnapshot {
    PlaybackState state = PlaybackState::Stopped;
    EntryId current = 0; ///< what is heard; 0: nothing
    double positionSeconds = 0.0;
    std::optional<double> durationSeconds;
    bool seekable = false;
    std::optional<SignalPath> signalPath;
    DeviceChoice device; ///< in use, which a fallback can make differ from the chosen one
    bool stopAfterCurrent = false;
};

struct PlayerEvent {
    enum class Kind : uint8_t {
        StateChanged,      ///< snapshot().state
        TrackStarted,      ///< `entry` is what is heard now, through `signalPath`
        TrackFinished,     ///< `entry` was heard to its end
        TrackFailed,       ///< `entry` could not be played, or not to its end; `error` says why
        PluginTroubled,    ///< what plays does not play as it should; `error` names the plugin
        QueueFinished,     ///< nothing follows
        DeviceOpened,      ///< the signal path changed; `text` is the device's description
        DeviceLost,        ///< `error`; the player waits
        DeviceRestored,    ///< it plays again; `text` is the device's description
        DeviceFallback,    ///< the chosen device could not be opened, another one is used; `error`
        DeviceFailed,      ///< the device cannot go on and will not come back (disk full); playback stopped;
                           ///< `error`
        DevicesListed,     ///< `devices`
        DspChanged,        ///< `dspNodes` are all nodes of the chains, one of which changed
        SinkTargetsListed, ///< `sinkTargets`, or `error` says why there are none
        SinkConfigured,    ///< `sinkOutcomes`, as those of DSP nodes
        DspConfigured,     ///< `dspOutcomes` of changes that were asked for, or that plugins made necessary
        DecoderConfigured, ///< `decoderOutcomes`, as those of DSP nodes
        SettingsChanged,   ///< stop-after-current was used up, or the like: read snapshot()
    };
    Kind kind = Kind::StateChanged;
    EntryId entry = 0;
    std::optional<Error> error;
    std::string text;
    std::vector<DeviceInfo> devices;
    std::optional<SignalPath> signalPath;
    std::vector<DspNodeState> dspNodes;
    std::vector<DspNodeOutcome> dspOutcomes;
    SinkTargets sinkTargets; ///< names the sink that was asked about, also with an error
    std::vector<SinkOutcome> sinkOutcomes;
    std::vector<DecoderOutcome> decoderOutcomes;
};

struct PlayerStatistics {
    uint64_t underruns = 0;       ///< since the player was made
    double ringFill = 0.0;        ///< 0 to 1
    DurationSummary decodeTime;   ///< per block of decoding
    DurationSummary callbackTime; ///< inside our part of the audio callback
    DurationSummary controlDelay; ///< from posting a command to the control thread taking it
    uint64_t framesPlayed = 0;    ///< handed to devices since the player was made
    double decodedSeconds = 0.0;  ///< audio decoded since the player was made
    uint64_t decoderFaults = 0;   ///< reads that gave no sound, and tracks decoded slower than they play
    uint64_t sinkFaults = 0;      ///< outputs of plugins that played slower than the music
};

struct PlayerConfig {
    DeviceFactory makeDevice = makeOutputDevice;
    std::function<std::vector<DeviceInfo>()> listDevices = listOutputDevices;
    DecoderPlugins decoders;
    DecoderConfigs decoderConfigs;
    DspPlugins dsp;
    SinkPlugins sinks;
    OutputSettings output;
    FadeSettings fades;
    ReplayGainSettings replayGain;
    double volumePercent = 100.0;
    /// Called from an engine thread when events wait, once until they are taken. Must not block or call the
    /// player.
    std::function<void()> wake;
    /// Audio decoded ahead of the device, at least: for ReadAhead::Full.
    std::chrono::milliseconds bufferAhead{2000};
    /// With a plugin that does not return to the decode thread: then it is told, and at the end left alone.
    std::chrono::milliseconds pluginPatience{1500};
    /// What time it is for device loss and recovery; a test turns it by hand.
    std::function<std::chrono::steady_clock::time_point()> now = [] {
        return std::chrono::steady_clock::now();
    };
};

class ControlThread;

class Player {
  public:
    explicit Player(PlayerConfig config);
    /// Fades out, closes the device and joins the engine's threads.
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    // ---- queue ----
    /// Replaces the queue. What is heard goes on when its id is still there, or to its end when it is not;
    /// the preloaded next track follows the new order.
    void setQueue(QueueEntries entries);
    void setRepeat(RepeatMode mode);
    /// Shuffle plays each entry once before any a second time; previous() retraces the order heard.
    void setShuffle(bool on);
    void setStopAfterCurrent(bool on);

    // ---- transport ----
    void play(); ///< resumes, or starts the current or first entry
    void playEntry(EntryId id, double startSeconds = 0.0);
    /// Makes `id` current at `startSeconds`, paused and silent; for restoring a session.
    void cueEntry(EntryId id, double startSeconds);
    void pause();
    void togglePause();
    void stop();
    void next();
    /// Restarts the track when more than three seconds were heard, else goes to the one before.
    void previous();
    void seek(double seconds);
    void seekBy(double seconds);

    // ---- sound ----
    void setVolume(double percent);
    void setMuted(bool muted);
    void setReplayGain(const ReplayGainSettings& settings);
    void setFades(const FadeSettings& settings);
    /// Takes effect at the next block that is decoded, which is heard once what is buffered was played.
    void setDsp(const DspSpec& spec);
    /// For as long as somebody listens to what changes of the DSP do. Music that is decoded already is played
    /// in any case: Short is reached once the rest of it was heard, Full at once.
    void setReadAhead(ReadAhead readAhead);
    void setOutput(const OutputSettings& settings);
    /// A JSON object for the decoders of that type, also of what plays; empty for their defaults. Heard as
    /// setDsp(). The answer comes as PlayerEvent::Kind::DecoderConfigured.
    void setDecoderConfig(const DecoderCandidate& type, const std::string& config);
    /// The answer comes as PlayerEvent::Kind::DevicesListed.
    void requestDevices();
    /// Asks an instance made with `config`, which need not be the one that plays. The answer comes as
    /// PlayerEvent::Kind::SinkTargetsListed.
    void requestSinkTargets(const std::string& pluginId, const std::string& typeId,
                            const std::string& config);

    // ---- what happened ----
    /// The position is taken at the call and never runs backwards by itself.
    PlayerSnapshot snapshot() const;
    std::vector<PlayerEvent> takeEvents();
    PlayerStatistics statistics() const;

    /// Returns once every command posted before was carried out as far as it goes without time passing:
    /// control, output and decode threads have nothing left to do. For tests with a hand-cranked device.
    void settle();

  private:
    std::unique_ptr<ControlThread> m_control;
};

} // namespace stellatune
