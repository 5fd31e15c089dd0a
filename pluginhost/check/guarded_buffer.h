// Samples with a guard zone on either side, which shows whether somebody wrote beyond them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace stellatune {

class GuardedBuffer {
  public:
    explicit GuardedBuffer(size_t samples) : m_size(samples), m_memory(samples + 2 * kGuard)
    {
        fill(m_memory.data(), kGuard);
        fill(m_memory.data() + kGuard + m_size, kGuard);
    }

    float* data() { return m_memory.data() + kGuard; }
    const float* data() const { return m_memory.data() + kGuard; }
    size_t size() const { return m_size; }

    /// Samples beyond the first `used`, too, must not be written: call it before the plugin gets the buffer.
    void guardAfter(size_t used) { fill(data() + used, m_size - used); }
    bool isIntactAfter(size_t used) const
    {
        return isGuard(m_memory.data(), kGuard) && isGuard(data() + used, m_size - used + kGuard);
    }

  private:
    static constexpr size_t kGuard = 1024;        ///< samples
    static constexpr uint32_t kMark = 0x7fa5c3e1; ///< a NaN that no computation makes

    static void fill(float* samples, size_t count)
    {
        for (size_t i = 0; i < count; ++i)
            std::memcpy(samples + i, &kMark, sizeof(kMark));
    }
    static bool isGuard(const float* samples, size_t count)
    {
        for (size_t i = 0; i < count; ++i) {
            if (std::memcmp(samples + i, &kMark, sizeof(kMark)) != 0)
                return false;
        }
        return true;
    }

    size_t m_size;
    std::vector<float> m_memory;
};

} // namespace stellatune
