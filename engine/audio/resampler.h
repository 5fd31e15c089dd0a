// Sample-rate conversion by soxr, frame-exact: n input frames at rate a become round(n * b / a) frames at
// rate b, the first of which is the first input frame's instant.
#pragma once

#include "pluginhost/base/result.h"

#include <cstdint>
#include <memory>
#include <span>

namespace stellatune {

/// soxr's recipes QQ, MQ, HQ, VHQ.
enum class ResampleQuality : uint8_t { Quick, Medium, High, VeryHigh };

class Resampler {
  public:
    static Result<std::unique_ptr<Resampler>> create(uint32_t fromRate, uint32_t toRate, uint32_t channels,
                                                     ResampleQuality quality);
    ~Resampler();
    Resampler(const Resampler&) = delete;
    Resampler& operator=(const Resampler&) = delete;

    struct Progress {
        uint32_t consumed = 0; ///< input frames
        uint32_t produced = 0; ///< output frames
    };
    /// Interleaved in, interleaved out; takes and gives what it can. Once `endOfInput` was said with the last
    /// frames (all consumed), call with empty input until nothing is produced: that drains the tail.
    Progress process(std::span<const float> in, std::span<float> out, bool endOfInput);
    /// Forgets everything heard so far; for a seek or a new track.
    void reset();

  private:
    struct State;
    explicit Resampler(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace stellatune
