// Frames between the renderer and a sink that takes them when it likes.
#pragma once

#include "engine/audio/fade.h"
#include "engine/dsp/frame_queue.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>

namespace stellatune {

/// Used by the sink's worker.
class SinkQueue {
  public:
    explicit SinkQueue(uint32_t channels) : m_channels(channels), m_queue(channels) {}

    bool isEmpty() const { return m_queue.isEmpty(); }
    uint64_t frames() const { return m_queue.frames(); }

    void push(const float* interleaved, uint32_t frames) { m_queue.push(interleaved, frames); }
    /// A track begins `frames` before the end of what is queued.
    void markTrack(uint64_t frames, std::string text);
    /// The track that begins with the next frame, once.
    std::optional<std::string> takeTrack();

    /// The next frames up to `most`, all of one track. What is still fading is shaped here, once.
    std::span<const float> front(uint32_t most);
    void drop(uint32_t frames);

    /// In `frames` frames from the next one on that was not looked at yet.
    void fadeOut(uint32_t frames) { m_fade.fadeOut(frames); }
    void fadeIn(uint32_t frames) { m_fade.fadeIn(frames); }
    /// Frames until it is silent.
    uint64_t framesToSilence() const { return m_shaped + m_fade.framesLeft(); }

  private:
    const uint32_t m_channels;
    FrameQueue m_queue;
    uint64_t m_dropped = 0; ///< frames so far
    struct Mark {
        uint64_t frame = 0; ///< counted as m_dropped
        std::string text;
    };
    std::deque<Mark> m_marks;
    Fade m_fade = Fade::full();
    uint64_t m_shaped = 0; ///< frames at the front that the fade was applied to
};

} // namespace stellatune
