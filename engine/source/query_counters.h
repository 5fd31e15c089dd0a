// What became of the queries to plugins, in numbers.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace stellatune {

enum class QueryEnd : uint8_t {
    Answered,
    Failed, ///< the plugin says why, or it is not enabled
    TimedOut,
    Cancelled,     ///< by the caller, or because the plugin was disabled meanwhile
    QueueFull,     ///< refused: too many wait for this plugin already
    TooManyOwners, ///< refused: too many plugins are in use at once
    NotResponding, ///< refused: earlier operations of this plugin have not ended although they were cancelled
    Gone,          ///< refused: the player shuts down
};
inline constexpr size_t kQueryEnds = 8;

struct QueryFigures {
    std::array<uint64_t, kQueryEnds> ended{}; ///< by QueryEnd
    uint64_t asked = 0;
    uint64_t unheeded = 0; ///< operations that did not end in time after a cancel

    uint64_t count(QueryEnd end) const { return ended[static_cast<size_t>(end)]; }
    /// Queue full, too many owners, not responding, gone.
    uint64_t refused() const;
    uint64_t inFlight() const;
    /// Of the queries that plugins had the chance to answer, 0 to 1.
    double timeOutRate() const;
};

/// Any thread.
class QueryCounters {
  public:
    void asked() { m_asked.fetch_add(1, std::memory_order_release); }
    void ended(QueryEnd end) { m_ended[static_cast<size_t>(end)].fetch_add(1, std::memory_order_release); }
    void unheeded() { m_unheeded.fetch_add(1, std::memory_order_relaxed); }

    QueryFigures figures() const;

  private:
    std::array<std::atomic<uint64_t>, kQueryEnds> m_ended{};
    std::atomic<uint64_t> m_asked = 0;
    std::atomic<uint64_t> m_unheeded = 0;
};

} // namespace stellatune
