// What the worker of a sink does from its beginning to its end.
#pragma once

#include "engine/output/renderer.h"
#include "engine/output/sink_pace.h"
#include "engine/output/sink_queue.h"
#include "engine/output/sink_session.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stellatune {

/// Made, run and ended on the worker's thread. Takes frames from the renderer ahead of the sink, and gives
/// them to the sink as it takes them, but not further ahead than kAhead of what it says is heard: what is
/// faded, paused or sought is to be heard soon.
class SinkLoop {
  public:
    SinkLoop(WorkerEndpoint endpoint, const SinkOrder& order, std::shared_ptr<SinkChannel> channel);

    /// Until the channel says that it is over.
    void run();

  private:
    using Clock = std::chrono::steady_clock;

    void carryOutOrders();
    void attend();
    void passOnNews();
    Clock::duration pump();
    void fill();
    void placeTracks(uint32_t frames, const RenderProgress& end);
    Clock::duration give();
    void watchPace(uint64_t framesBefore, uint64_t taken);
    void playOut();
    void finish();
    void endSession();
    void fail(Error error);
    void publishLatency(uint64_t sinkFrames, uint32_t coming = 0);
    Clock::duration durationOf(uint64_t frames) const;
    uint32_t framesOf(std::chrono::milliseconds length) const;

    const std::shared_ptr<SinkChannel> m_channel;
    SinkSession m_session;
    bool m_failed = false;
    bool m_finished = false; ///< closed for good

    // Of the open session.
    uint32_t m_sampleRate = 0; ///< Hz
    std::unique_ptr<SinkQueue> m_queue;
    std::vector<float> m_rendered; ///< room for what is rendered at once
    uint32_t m_channels = 0;
    uint64_t m_sinkFrames = 0; ///< accepted and not heard yet, as the sink said last
    Clock::time_point m_giveAt{};
    SinkPace m_pace;
    bool m_toldOfPace = false;

    std::vector<TrackMark> m_tracks;    ///< announced, and not rendered yet
    uint64_t m_markedEntry = 0;         ///< of the track that was marked last
    std::optional<std::string> m_track; ///< that the sink was told last
};

} // namespace stellatune
