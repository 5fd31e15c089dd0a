// The thread that owns decoders: it opens tracks, reads them, converts them and keeps the ring full.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/audio/duration_histogram.h"
#include "engine/audio/mailbox.h"
#include "engine/decode/conversion.h"
#include "engine/decode/decode_messages.h"
#include "engine/decode/decoder_watch.h"
#include "engine/decode/gate.h"
#include "engine/decode/open_track.h"
#include "engine/decode/track_opener.h"
#include "engine/dsp/dsp_rack.h"
#include "pluginhost/lease/watched_thread.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace stellatune {

/// The thread has a share in it: one that hangs in a plugin is left alone with all that it may touch, and
/// ends when the plugin returns.
class DecodeThread : public std::enable_shared_from_this<DecodeThread> {
  public:
    /// `report` is called on the decode thread and must not block.
    static std::shared_ptr<DecodeThread> start(DecoderPlugins decoders, DecoderConfigs configs,
                                               DspPlugins dsp, std::function<void(DecodeEvent)> report);
    /// Once, before it is let go of. Nothing of what start() was given is called afterwards, even where the
    /// thread has not ended in `patience`, which is logged with the name of the plugin that it hangs in.
    void end(std::chrono::milliseconds patience);
    ~DecodeThread();
    DecodeThread(const DecodeThread&) = delete;
    DecodeThread& operator=(const DecodeThread&) = delete;

    void post(DecodeCommand command);

    /// Ready once everything posted before is done and the ring is as full as it can be.
    std::future<void> barrier();

    /// The plugin that it waits for at this moment. Any thread.
    std::optional<WatchedThread::Call> pluginCall() const { return m_watched.call(); }
    /// It did all that it was told, and sleeps. Any thread.
    bool isAtRest() const { return m_commands.isEmpty() && m_isAtRest.load(std::memory_order_acquire); }

    /// What a device that does not run in real time rings when it took frames.
    Doorbell& spaceBell() { return *m_bell; }

    DurationSummary decodeTime() const { return m_decodeTime.summary(); }
    /// As DecoderWatch counts them.
    uint64_t decoderFaults() const { return m_decoderFaults.load(std::memory_order_relaxed); }
    double decodedSeconds() const { return m_decodedSeconds.load(std::memory_order_relaxed); }

  private:
    enum class Stage : uint8_t {
        Idle,         ///< nothing cued, or the ring is finished
        Cued,         ///< a track is open; no ring yet
        Reading,      ///< the current track goes into the ring
        AwaitingNext, ///< the current track was read to its end before anybody said what follows
        Draining,     ///< the conversion still holds frames, and is given no more
    };

    DecodeThread(std::shared_ptr<Gate> gate, DecoderPlugins decoders, DecoderConfigs configs,
                 const DspPlugins& dsp, std::function<void(DecodeEvent)> report);

    void run();
    void handle(CueTrack& command);
    void handle(BeginRing& command);
    void handle(SetNextTrack& command);
    void handle(SetDsp& command);
    void handle(SetReadAhead& command);
    void handle(SetDecoderConfig& command);
    void handle(HaltDecoding& command);

    /// Lets go of decoders whose plugin left, takes those that came, and tries again what waited for one.
    void attendPlugins();
    /// Does a part of a successor's way; true: call again at once.
    bool bringSuccessor();
    void tellWhenLost();
    void goOnWithSuccessor();
    void attendConfig();
    void tellConfigured(DecoderOutcome configured);
    void letGoOfCurrent();
    void attendDsp();
    void releaseFormerBuilds();

    /// Reads and writes until the ring is full, a command waits, or nothing is left to do. True: call again
    /// at once.
    bool fillRing();
    void readOn(uint32_t mostFrames);
    bool readBlock(uint32_t mostFrames);
    void checkDecoder(std::chrono::nanoseconds spent, uint64_t frames);
    bool deliverPending();
    void setLowWater();
    void endOfTrack();
    void joinNext();
    bool changeConversion();
    void reportJoined();
    void reportGoesOn();
    void report(TrackJoined joined);
    void publishWhenPrimed(bool nothingMoreFits);
    void finishRing(EntryId next);
    void leaveRing();
    void preloadNext();
    std::chrono::nanoseconds untilRingNeedsData() const;

    const std::shared_ptr<Gate> m_gate; ///< to those who gave what is called here
    const std::function<void(DecodeEvent)> m_report;
    /// Shared with the wishes of plugins that are on their way here.
    const std::shared_ptr<Doorbell> m_bell = std::make_shared<Doorbell>();
    Mailbox<DecodeCommand> m_commands{*m_bell};
    Mailbox<std::promise<void>> m_barriers{*m_bell};
    std::atomic<bool> m_quit{false};
    std::atomic<bool> m_isAtRest{false};
    WatchedThread m_watched;
    DurationHistogram m_decodeTime;
    std::atomic<double> m_decodedSeconds{0.0};
    std::atomic<uint64_t> m_decoderFaults{0};

    // Everything below belongs to the thread.
    TrackOpener m_opener;
    uint64_t m_configChanges = 0; ///< of decoders
    std::optional<DspRack> m_dsp; ///< as long as the thread runs
    Stage m_stage = Stage::Idle;
    uint64_t m_ticket = 0;
    std::optional<CueTrack> m_waitingCue; ///< for a plugin that is being loaded
    ReplayGainSettings m_replayGain;
    std::optional<OpenTrack> m_current;
    DecoderWatch m_decoderWatch;             ///< of m_current
    std::optional<OpenTrack> m_next;         ///< preloaded
    std::optional<SetNextTrack> m_following; ///< none: not told yet
    std::shared_ptr<Renderer> m_renderer;
    PcmRing* m_ring = nullptr; ///< of m_renderer
    ReadAhead m_readAhead = ReadAhead::Full;
    bool m_published = false;
    SwapFades m_fades;
    ConversionRules m_rules;
    std::unique_ptr<Conversion> m_conversion;
    uint64_t m_conversionStart = 0;   ///< ring frame at which m_conversion began
    std::span<const float> m_pending; ///< from m_conversion or m_ahead, waits for room in the ring
    std::vector<float> m_ahead;       ///< what was read beyond the room in the ring

    // Of whoever started it.
    std::thread m_thread;
    std::future<void> m_ended;
};

} // namespace stellatune
