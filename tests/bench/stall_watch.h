// How long a thread that may not wait does wait.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace stellatune::bench {

/// A thread that wakes up every two milliseconds, notes how late, and does its turn.
class StallWatch {
  public:
    using Turn = std::function<void(StallWatch&)>;

    explicit StallWatch(Turn turn = [](StallWatch&) {}) : m_turn(std::move(turn)), m_thread([this] { run(); })
    {}
    ~StallWatch() { end(); }
    StallWatch(const StallWatch&) = delete;
    StallWatch& operator=(const StallWatch&) = delete;

    void end()
    {
        m_isEnding = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    /// By the turn: a call whose time counts.
    template <typename Call>
    void call(Call&& call)
    {
        const auto begin = Clock::now();
        call();
        m_blocked.push_back(Clock::now() - begin);
    }

    // ---- after the end; milliseconds that a share of all calls, or beats, did not exceed ----
    double blocked(double share) { return quantile(m_blocked, share); }
    double late(double share) { return quantile(m_late, share); }

  private:
    using Clock = std::chrono::steady_clock;

    void run()
    {
        auto due = Clock::now();
        while (!m_isEnding) {
            due += std::chrono::milliseconds(2);
            std::this_thread::sleep_until(due);
            const auto now = Clock::now();
            m_late.push_back(now - due);
            m_turn(*this);
            due = std::max(due, now);
        }
    }
    static double quantile(std::vector<Clock::duration>& values, double share)
    {
        if (values.empty())
            return 0.0;
        const auto place =
            values.begin() + static_cast<ptrdiff_t>(share * static_cast<double>(values.size() - 1));
        std::nth_element(values.begin(), place, values.end());
        return std::chrono::duration<double, std::milli>(*place).count();
    }

    const Turn m_turn;
    std::vector<Clock::duration> m_blocked;
    std::vector<Clock::duration> m_late;
    std::atomic<bool> m_isEnding = false;
    std::thread m_thread;
};

} // namespace stellatune::bench
