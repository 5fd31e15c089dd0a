// What each ear of a listener before loudspeakers hears of the other side, for headphones.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <bs2b.h>

namespace stellatune::crossfeed {

struct Settings {
    int cut = 700; ///< Hz; 300 to 2,000
    int feed = 45; ///< tenths of a dB by which the other side is softer; 10 to 150
};

/// libbs2b over stereo frames. It changes its levels at once, which clicks, and clips at full scale, which
/// nothing before the output should: so changes fade from one filter to another, and the filters work 120 dB
/// below. Rates are 2,000 to 384,000 Hz. After creation nothing allocates or waits.
class Crossfeed {
  public:
    /// Throws std::bad_alloc.
    Crossfeed(uint32_t sampleRate, const Settings& settings);

    /// Fades over within 30 ms; once the fade that runs has ended, when there is one.
    void apply(const Settings& settings);

    /// Samples that are not finite count as 0, or they would stay in the filter for ever.
    void process(float* stereo, uint32_t frames);
    void reset();

  private:
    struct Close {
        void operator()(t_bs2bdp filter) const { bs2b_close(filter); }
    };
    using Filter = std::unique_ptr<t_bs2bd, Close>;

    static constexpr uint32_t kChunk = 256; // frames

    void beginFade();
    void processChunk(float* stereo, uint32_t frames);

    const uint32_t m_fadeFrames;
    std::array<Filter, 2> m_filters;
    uint32_t m_current = 0; ///< the filter that is heard, or fades in
    uint32_t m_fadeLeft = 0;
    Settings m_wanted;
    bool m_isBehind = false; ///< m_wanted waits for a fade to end
    uint32_t m_chunkPosition = 0;
    bool m_isSilent = true; ///< the whole chunk so far, in and out
};

} // namespace stellatune::crossfeed
