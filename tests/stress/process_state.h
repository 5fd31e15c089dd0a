// What this process holds, for tests that nothing may be left of.
#pragma once

#include <cstddef>

namespace stellatune::testing {

// Memory is judged where nothing else keeps what was freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kJudgesMemory = false;
#else
inline constexpr bool kJudgesMemory = true;
#endif

struct ProcessState {
    size_t files = 0;
    size_t threads = 0;
    size_t memory = 0; ///< resident bytes
};

/// After what was freed went back to the system, as far as that is possible.
ProcessState processState();

} // namespace stellatune::testing
