// What both types of equalizers share once their configurations are read.
#pragma once

#include "filter_chain.h"
#include "settings.h"

#include <cstdint>

namespace stellatune::equalizer {

class Equalizer {
  public:
    Equalizer(uint32_t sampleRate, uint32_t channels, const Settings& settings);

    /// Glides there within 30 ms. As process(), called by the thread that makes sound, and needs about a
    /// fifth of a millisecond.
    void apply(const Settings& settings);
    void process(float* interleaved, uint32_t frames) { m_chain.process(interleaved, frames); }
    void reset() { m_chain.reset(); }
    /// Frames.
    uint64_t tail() const { return m_tail; }

  private:
    uint32_t m_sampleRate;
    FilterChain m_chain;
    uint64_t m_tail = 0;
};

} // namespace stellatune::equalizer
