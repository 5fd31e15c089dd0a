// Where the instruments of the demo album add their notes.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stellatune::demo {

inline constexpr uint32_t kSampleRate = 44'100;
inline constexpr double kPi = 3.14159265358979323846;

/// A place between the speakers, at equal power.
struct Pan {
    /// -1 left, 0 centre, 1 right.
    explicit Pan(double place)
        : left(std::cos((place + 1.0) * kPi / 4.0)), right(std::sin((place + 1.0) * kPi / 4.0))
    {}
    double left;
    double right;
};

struct StereoMix {
    explicit StereoMix(double seconds) : left(static_cast<size_t>(seconds * kSampleRate)), right(left.size())
    {}

    size_t frames() const { return left.size(); }

    /// Frames outside the mix are dropped.
    void add(size_t frame, double sample, const Pan& pan)
    {
        if (frame >= frames())
            return;
        left[frame] += static_cast<float>(sample * pan.left);
        right[frame] += static_cast<float>(sample * pan.right);
    }

    std::vector<float> left;
    std::vector<float> right;
};

} // namespace stellatune::demo
