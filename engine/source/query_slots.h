// How many operations of all plugins run at once.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

namespace stellatune {

/// Any thread; never waits.
class QuerySlots {
  public:
    explicit QuerySlots(size_t limit) : m_free(limit) {}
    QuerySlots(const QuerySlots&) = delete;
    QuerySlots& operator=(const QuerySlots&) = delete;

    /// When none is free, `wake` is called once, on any thread, as soon as one may be.
    bool take(std::function<void()> wake);
    void giveBack();

  private:
    std::mutex m_mutex;
    size_t m_free;
    std::vector<std::function<void()>> m_waiting;
};

} // namespace stellatune
