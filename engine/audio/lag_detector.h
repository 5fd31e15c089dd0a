// Tells whoever cannot keep up with the music from one that was held up once.
#pragma once

#include <chrono>

namespace stellatune {

/// Pure: knows the time only from what it is told. One thread.
class LagDetector {
  public:
    using Duration = std::chrono::duration<double>;

    /// So far behind is hopeless. Less than is decoded before a device is started, so that whoever is left
    /// out for it is not heard to be late.
    static constexpr std::chrono::milliseconds kAllowance{100};

    /// `spent` on music that lasts `lasts`. True once it is hopeless, the longest delay aside: in that the
    /// whole machine may have stood still.
    bool add(Duration spent, Duration lasts);
    /// Somebody else begins.
    void forget() { *this = LagDetector(); }

    /// Time spent on each second of music since it fell behind; more than one when that is hopeless.
    double slowness() const;

  private:
    struct Work {
        Duration spent{0};
        Duration lasts{0};
        Duration late() const { return spent - lasts; }
    };
    Work usual() const { return {m_all.spent - m_latest.spent, m_all.lasts - m_latest.lasts}; }

    Work m_all;    ///< since it was in time last
    Work m_latest; ///< the part of it with the longest delay
};

} // namespace stellatune
