// Counts what a real-time thread must not do: allocate, lock, wait, ring a bell that locks, use files and
// sockets. The functions of the C library are replaced in this very program, so nothing that any library
// linked to it does through them goes unseen. What the C library does within itself does: printf() writes
// unseen.
#pragma once

#include <cstdint>

namespace stellatune {

struct ForbiddenCalls {
    uint64_t allocations =
        0;              ///< malloc and its kin, free included; operator new and delete come down to them
    uint64_t locks = 0; ///< mutexes, read-write locks, conditions, semaphores, spin locks, syscall()
    uint64_t files = 0; ///< open, read, write, poll, send and their kin
};

/// Counts on this thread while it lives.
class RealTimeScope {
  public:
    RealTimeScope();
    ~RealTimeScope();
    RealTimeScope(const RealTimeScope&) = delete;
    RealTimeScope& operator=(const RealTimeScope&) = delete;

    ForbiddenCalls calls() const;
};

} // namespace stellatune
