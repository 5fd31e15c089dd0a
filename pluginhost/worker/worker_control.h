// What the runtime tells a worker that owns instances of a plugin.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

namespace stellatune {

enum class ControlReason : uint8_t {
    LeaseChanged, ///< another build of the plugin took over
    Enabled,
    Disabled,
    Uninstalled,
    ShuttingDown,
};

std::string_view describe(ControlReason reason);

struct WorkerControl {
    enum class Kind : uint8_t { Recreate, Destroy };

    Kind kind = Kind::Recreate;
    ControlReason reason = ControlReason::LeaseChanged;
    uint64_t sequence = 0; ///< grows with each message to one endpoint
};

/// The runtime's messages to one worker. They merge: at its next safe point the worker acts on the latest,
/// because each says how things shall be, not how they got there.
class WorkerMailbox {
  public:
    /// `wake` is called after each message, on the thread that posts it, so that a worker without a loop of
    /// its own comes to its safe point. It must not wait, and owns what it uses: it may still run while the
    /// worker lets go of the mailbox.
    explicit WorkerMailbox(std::function<void()> wake = {}) : m_wake(std::move(wake)) {}

    /// Any thread. Never waits for the worker.
    void post(WorkerControl::Kind kind, ControlReason reason);

    /// The worker's. Costs one atomic read while nothing waits, so it may be asked at every block.
    std::optional<WorkerControl> takeLatest();

  private:
    const std::function<void()> m_wake;
    std::mutex m_mutex;
    std::atomic<bool> m_waiting = false;
    std::optional<WorkerControl> m_latest;
    uint64_t m_sequence = 0;
};

} // namespace stellatune
