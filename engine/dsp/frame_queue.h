// Interleaved frames that wait their turn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stellatune {

/// Used by one thread. Grows to the most that ever waited, and allocates nothing after that.
class FrameQueue {
  public:
    explicit FrameQueue(uint32_t channels) : m_channels(channels) {}

    bool isEmpty() const { return m_begin == m_samples.size(); }
    uint64_t frames() const { return (m_samples.size() - m_begin) / m_channels; }
    /// The one that came first. Valid until the next push().
    const float* front() const { return m_samples.data() + m_begin; }
    float* front() { return m_samples.data() + m_begin; }

    void push(const float* interleaved, uint64_t frames)
    {
        const size_t samples = static_cast<size_t>(frames) * m_channels;
        if (isEmpty() || m_samples.size() + samples > m_samples.capacity()) {
            m_samples.erase(m_samples.begin(), m_samples.begin() + static_cast<ptrdiff_t>(m_begin));
            m_begin = 0;
        }
        m_samples.insert(m_samples.end(), interleaved, interleaved + samples);
    }
    /// Not more than there are.
    void drop(uint64_t frames) { m_begin += static_cast<size_t>(frames) * m_channels; }

  private:
    uint32_t m_channels;
    std::vector<float> m_samples;
    size_t m_begin = 0; ///< samples before it are gone
};

} // namespace stellatune
