// Work that may wait for disks and plugins, on threads of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace stellatune {

/// Jobs start in the order they were posted; with one thread they also end in it. A job owns what it uses: it
/// may outlive the pool.
class JobPool {
  public:
    explicit JobPool(unsigned threads);
    /// As end() without a limit, when nobody ended it.
    ~JobPool();
    JobPool(const JobPool&) = delete;
    JobPool& operator=(const JobPool&) = delete;

    /// Any thread. `name` is for people: "loading org.example.aac".
    void post(std::string name, std::function<void()> job);

    /// Once. Carries out what was posted. When the time is up, what has not begun is dropped, and threads in
    /// the midst of a job go on by themselves; the names of both.
    std::vector<std::string> end(std::chrono::steady_clock::time_point deadline);

  private:
    struct Shared;
    static void run(Shared& shared, unsigned thread);

    const std::shared_ptr<Shared> m_shared; ///< with threads that were left alone
    std::vector<std::thread> m_threads;
};

} // namespace stellatune
