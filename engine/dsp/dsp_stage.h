// One place in a chain: the signal as it is or as an instance makes it, and the way from the one to the
// other.
#pragma once

#include "engine/audio/format.h"
#include "engine/audio/lag_detector.h"
#include "engine/dsp/blend.h"
#include "engine/dsp/frame_queue.h"
#include "pluginhost/lease/dsp_instance.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stellatune {

/// Owned by the decode thread, for one stretch of music at one format.
///
/// What comes out is in step with what goes in: the first frames of an instance with latency are dropped, so
/// frame n that comes out is frame n that went in, only later. So nothing else has to know of latencies, and
/// whatever the stage changes to, no frame is lost or doubled: fewer come out for a while, or more than came
/// in are ready.
class DspStage {
  public:
    /// Frames that process() takes at most.
    static constexpr uint32_t kMaxFrames = 4096;
    /// Of each blend.
    static constexpr std::chrono::milliseconds kBlend{10};
    /// After which a tail is cut off.
    static constexpr std::chrono::seconds kLongestTail{10};
    /// An instance that is later than that is not worth waiting for.
    static constexpr std::chrono::seconds kLongestLatency{5};

    /// Why an instance is not used any more: the signal goes past it from the block on at which it happened.
    struct Fault {
        std::shared_ptr<DspInstance> of;
        std::string what; ///< "gave samples that are no numbers"
    };

    /// Starts with `instance`, which knows of nothing before, or with the signal as it is.
    DspStage(const AudioFormat& format, std::shared_ptr<DspInstance> instance);

    /// Blends to `instance`, or to the signal as it is. Both hear the same music meanwhile, and where they
    /// make the same of it, no sample changes.
    void changeTo(std::shared_ptr<DspInstance> instance);
    bool isBlending() const { return m_old.has_value(); }
    /// Lets go of what was replaced though it still sounds: no music comes to blend on.
    void letGo();
    /// What was replaced and still sounds; null: nothing, or the signal as it was.
    const DspInstance* former() const { return m_old ? m_old->instance.get() : nullptr; }
    /// Nothing is done here.
    bool isPassThrough() const { return !m_old && m_voice.instance == nullptr && m_untold.isEmpty(); }

    /// In place; returns the frames that came out, not more than went in.
    uint32_t process(float* interleaved, uint32_t frames);
    /// More that is ready, up to `room` frames; 0 when there is none.
    uint32_t giveReady(float* interleaved, uint32_t room)
    {
        return isPassThrough() ? 0 : give(interleaved, room);
    }
    /// The music has ended: what it still holds, and then what sounds after; 0 when that was all.
    uint32_t finish(float* interleaved, uint32_t room, bool withTail);

    /// What is heard, or will be after the blend; null: the signal as it is.
    const std::shared_ptr<DspInstance>& instance() const { return m_voice.instance; }
    uint64_t latency() const { return m_voice.instance != nullptr ? m_voice.instance->info().latency : 0; }
    /// Frames that sound after the end.
    uint64_t tail() const;

    /// There is a fault to take, or blockMilliseconds() was measured anew.
    bool hasNews() const { return m_hasNews; }
    std::optional<Fault> takeFault();
    /// Milliseconds a block of kMaxFrames takes, measured over the last second of music; 0 before.
    double blockMilliseconds() const { return m_blockMilliseconds; }
    /// Of the time that the music lasts, the part that is spent here, measured likewise.
    double load() const { return m_blockMilliseconds / blockDuration(); }
    /// That long lasts a block of kMaxFrames.
    double blockDuration() const { return 1000.0 * kMaxFrames / m_format.sampleRate; }

  private:
    /// Something to be heard.
    struct Voice {
        Voice(std::shared_ptr<DspInstance> what, uint32_t channels);

        std::shared_ptr<DspInstance> instance; ///< null: the signal as it is
        uint64_t toDrop = 0;                   ///< frames until it is in step
        FrameQueue made;                       ///< by the instance, and not given yet
    };

    bool isInstant() const;
    void hear(const float* interleaved, uint32_t frames);
    void hear(Voice& voice, const float* interleaved, uint32_t frames);
    bool run(DspInstance& instance, float* interleaved, uint32_t frames);
    void measure(std::chrono::nanoseconds spent, uint32_t frames);
    void blameSlowness(double blockMilliseconds);
    void forgetMeasure();
    void finishBegunBlend();
    void forgetOldWhenSame();
    uint32_t give(float* interleaved, uint32_t room);
    bool canBlend();
    uint64_t ready(const Voice& voice) const;
    const float* front(const Voice& voice) const;
    size_t samples(uint64_t frames) const { return static_cast<size_t>(frames) * m_format.channels(); }

    const AudioFormat m_format;
    Voice m_voice;
    std::optional<Voice> m_old;     ///< on its way out
    uint64_t m_oldAlone = 0;        ///< frames to be given before m_voice has any
    Blend m_blend;                  ///< from m_old to m_voice
    FrameQueue m_untold;            ///< what came in and has not come out, as it was
    std::vector<float> m_scratch;   ///< a block
    std::optional<uint64_t> m_left; ///< frames to come after the end
    std::optional<Fault> m_fault;
    bool m_hasNews = false;

    std::chrono::nanoseconds m_spent{0}; ///< on m_measured frames
    uint32_t m_measured = 0;
    std::chrono::nanoseconds m_longest{0}; ///< of the blocks among them, and its frames
    uint32_t m_longestFrames = 0;
    double m_blockMilliseconds = 0.0;
    LagDetector m_lag;
};

} // namespace stellatune
