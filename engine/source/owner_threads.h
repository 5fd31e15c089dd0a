// The threads that owners of plugin instances run on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace stellatune {

/// A bounded number of threads, each lent to one owner and ended with its last instance.
///
/// Not a pool of threads that live on and serve several owners, for three reasons. An instance may only be
/// called from one thread, so its owner could not move away from a thread that another plugin blocks. A
/// thread that lives on keeps every library mapped whose thread_local objects it has touched. And a plugin
/// that never comes back takes just its own thread along.
///
/// Any thread. Lives as long as one of its threads does.
class OwnerThreads : public std::enable_shared_from_this<OwnerThreads> {
  public:
    explicit OwnerThreads(size_t limit) : m_limit(limit) {}
    ~OwnerThreads();
    OwnerThreads(const OwnerThreads&) = delete;
    OwnerThreads& operator=(const OwnerThreads&) = delete;

    /// Runs `body` on a thread of its own. False when the limit is reached or the system has no thread left.
    bool start(std::function<void()> body);

    size_t running() const;
    /// Whether all ended within that time. Not to be called from one of them.
    bool waitUntilNone(std::chrono::milliseconds limit);

  private:
    void ended(uint64_t number);
    void joinEnded();

    const size_t m_limit;
    mutable std::mutex m_mutex;
    std::condition_variable m_oneEnded;
    uint64_t m_started = 0;
    std::map<uint64_t, std::thread> m_running;
    std::vector<std::thread> m_ended; ///< their bodies have run; to be joined by whoever comes next
};

} // namespace stellatune
