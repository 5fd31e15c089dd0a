#include "pluginhost/check/leak_checks.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <system_error>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <fmt/format.h>

namespace stellatune {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{2}; ///< for each half of the cycles
constexpr int64_t kLeastLeak = 8;            ///< bytes a cycle; the C library keeps a little of its own
constexpr int64_t kLeastLoss = 2048;         ///< bytes in all, which matters when there are few cycles

/// Bytes in use by the program, as the C library counts them; 0 where a sanitizer has its place.
int64_t bytesInUse()
{
#if defined(__GLIBC__)
    const struct mallinfo2 info = ::mallinfo2();
    return static_cast<int64_t>(info.uordblks + info.hblkhd);
#else
    return 0;
#endif
}

struct Growth {
    int cycles = 0;
    int64_t bytes = 0;
    int64_t descriptors = 0;
};

Growth grow(int cycles, const std::function<void()>& cycle)
{
    const auto descriptors = [] { return static_cast<int64_t>(countEntries("/proc/self/fd")); };
    const Clock::time_point deadline = Clock::now() + kPatience;
    Growth growth;
    const int64_t descriptorsBefore = descriptors();
    const int64_t bytesBefore = bytesInUse();
    do {
        cycle();
        ++growth.cycles;
    } while (growth.cycles < cycles && Clock::now() < deadline);
    growth.bytes = bytesInUse() - bytesBefore;
    growth.descriptors = descriptors() - descriptorsBefore;
    return growth;
}

} // namespace

size_t countEntries(const char* folder)
{
    std::error_code error;
    const std::filesystem::directory_iterator entries(folder, error);
    return error ? 0 : static_cast<size_t>(std::distance(begin(entries), end(entries)));
}

void checkLeaks(Session& session, const std::string& what, int cycles, const std::function<void()>& cycle)
{
    grow(std::max(1, cycles / 5), cycle); // caches fill
    // A true leak shows in both halves; a cache that fills late shows in one.
    const Growth first = grow(cycles, cycle);
    const Growth second = grow(cycles, cycle);
    const int64_t leak = std::min(first.bytes / first.cycles, second.bytes / second.cycles);
    if (leak >= kLeastLeak && std::min(first.bytes, second.bytes) >= kLeastLoss)
        session.error("leak", fmt::format("{} bytes are lost with each {}, over {} cycles", leak, what,
                                          first.cycles + second.cycles));
    const int64_t open = std::min(first.descriptors / first.cycles, second.descriptors / second.cycles);
    if (open > 0)
        session.error("leak", fmt::format("{} files or sockets stay open with each {}, over {} cycles", open,
                                          what, first.cycles + second.cycles));
}

} // namespace stellatune
