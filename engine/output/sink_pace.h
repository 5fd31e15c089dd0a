// Tells a sink that plays more slowly than the music from one that was held up once.
#pragma once

#include <chrono>
#include <optional>

namespace stellatune {

/// Pure: knows the time only from what it is told. One thread.
class SinkPace {
  public:
    using Clock = std::chrono::steady_clock;
    using Duration = std::chrono::duration<double>;

    /// Looked at as a whole.
    static constexpr std::chrono::seconds kStretch{2};
    /// So many slow ones in a row are no accident of the machine's, which may fall into two.
    static constexpr int kSlowStretches = 3;
    /// Of the music's speed, at least. Clocks of devices differ by far less.
    static constexpr double kLeast = 0.9;

    /// `played` since the last call, in which there always was more for it to take. True once it is too slow.
    bool add(Clock::time_point now, Duration played);
    /// It had nothing to take, or another one begins.
    void forget() { *this = SinkPace(); }

    /// Of the music's speed, over the last stretch.
    double speed() const { return m_speed; }

  private:
    std::optional<Clock::time_point> m_begin; ///< of the stretch
    Duration m_played{0};                     ///< in it
    double m_speed = 1.0;                     ///< in the one before
    int m_slowStretches = 0;                  ///< in a row, up to the one before
};

} // namespace stellatune
