// Work that may wait for disks and plugins, on threads of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace stellatune {

/// Jobs start in the order they were posted; with one thread they also end in it.
class JobPool {
  public:
    explicit JobPool(unsigned threads);
    /// Carries out what was posted, then ends.
    ~JobPool();
    JobPool(const JobPool&) = delete;
    JobPool& operator=(const JobPool&) = delete;

    /// Any thread.
    void post(std::function<void()> job);

  private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_posted;
    std::deque<std::function<void()>> m_jobs;
    bool m_isEnding = false;
    std::vector<std::thread> m_threads;
};

} // namespace stellatune
