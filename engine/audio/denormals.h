// Denormal floats make filters and resamplers several times slower; the threads that compute sound treat them
// as 0.
#pragma once

#if defined(__SSE2__) || defined(_M_X64)
#include <xmmintrin.h>
#endif
#include <cstdint>

namespace stellatune {

/// Flushes denormals to zero on this thread for as long as it lives.
class DenormalsAreZero {
  public:
#if defined(__SSE2__) || defined(_M_X64)
    DenormalsAreZero() : m_saved(_mm_getcsr())
    {
        _mm_setcsr(m_saved | kFlushToZero | kDenormalsAreZero);
    }
    ~DenormalsAreZero()
    {
        _mm_setcsr(m_saved);
    }

  private:
    static constexpr uint32_t kFlushToZero = 0x8000;
    static constexpr uint32_t kDenormalsAreZero = 0x0040;
    uint32_t m_saved;
#elif defined(__aarch64__) && (defined(__GNUC__) || defined(__clang__))
    DenormalsAreZero()
    {
        asm volatile("mrs %0, fpcr" : "=r"(m_saved));
        asm volatile("msr fpcr, %0" : : "r"(m_saved | kFlushToZero));
    }
    ~DenormalsAreZero()
    {
        asm volatile("msr fpcr, %0" : : "r"(m_saved));
    }

  private:
    static constexpr uint64_t kFlushToZero = uint64_t{1} << 24;
    uint64_t m_saved = 0;
#else
    DenormalsAreZero() {}
    ~DenormalsAreZero() {}
#endif

  public:
    DenormalsAreZero(const DenormalsAreZero&) = delete;
    DenormalsAreZero& operator=(const DenormalsAreZero&) = delete;
};

} // namespace stellatune
