// The thread around the player's state machine: carries its answers to the other threads, and their answers
// to it.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/audio/duration_histogram.h"
#include "engine/audio/mailbox.h"
#include "engine/control/player.h"
#include "engine/control/player_machine.h"
#include "engine/decode/decode_thread.h"
#include "engine/output/output_thread.h"

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <variant>

namespace stellatune {

class ControlThread {
  public:
    using Command = std::function<void(PlayerMachine&)>;

    explicit ControlThread(PlayerConfig config);
    ~ControlThread();
    ControlThread(const ControlThread&) = delete;
    ControlThread& operator=(const ControlThread&) = delete;

    // ---- any thread ----
    void post(Command command);
    void settle();
    PlayerSnapshot snapshot() const;
    std::vector<PlayerEvent> takeEvents();
    PlayerStatistics statistics() const;

  private:
    struct PostedCommand {
        Command command;
        std::chrono::steady_clock::time_point postedAt;
    };
    using Message = std::variant<PostedCommand, DecodeEvent, OutputEvent, std::promise<void>>;

    void run();
    void handle(Message& message);
    void observe();
    void carryOut();
    void carryOut(Effect& effect);
    void publish();
    void countPlayed(const RenderProgress& progress);
    void fadeOutForGood();
    void tellOfOverdueCall();
    void postMessage(Message message);

    const PlayerConfig m_config;
    Doorbell m_bell;
    Mailbox<Message> m_messages{m_bell};
    std::atomic<bool> m_quit{false};
    /// Messages posted to any of the three threads; settle() waits until this stands still.
    std::atomic<uint64_t> m_activity{0};
    DurationHistogram m_delay;

    mutable std::mutex m_publishedMutex; ///< held for copying alone
    PublishedState m_published;
    mutable uint64_t m_lastPlaythrough = 0; ///< of the position told last
    mutable uint32_t m_lastEpoch = 0;
    mutable double m_lastPosition = 0.0;
    uint64_t m_underrunsBefore = 0; ///< of renderers gone
    uint64_t m_framesPlayed = 0;
    DurationSummary m_callbackTime; ///< of the last renderer, when none is in use

    std::mutex m_eventsMutex;
    std::vector<PlayerEvent> m_events;

    // Everything below belongs to the thread.
    PlayerMachine m_machine;
    RenderProgress m_counted;

    const std::shared_ptr<DecodeThread> m_decode;
    uint64_t m_overdueCall = 0; ///< of a plugin on the decode thread, that was told last
    OutputThread m_output;
    std::thread m_thread; ///< last: starts when everything else is made
};

} // namespace stellatune
