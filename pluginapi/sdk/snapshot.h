// SPDX-License-Identifier: MIT
// Parameters on their way from the thread that changes them to the thread that makes sound.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <utility>

namespace stellatune::sdk {

/// Publishes immutable values from one writer (one thread at a time) to one reader, which takes the newest
/// once per block. Neither waits for the other, and the reader never allocates or frees: old values are
/// overwritten, hence freed, by the writer.
///
/// Three slots: one is the reader's, one the writer's, and the third lies between them. Each side swaps its
/// own with the one between.
template <typename T>
class Snapshot {
  public:
    explicit Snapshot(const T& initial = T()) : m_slots{initial, initial, initial} {}
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    /// [writer] Replaces what the reader has not taken yet.
    void publish(T value)
    {
        m_slots[m_writers] = std::move(value);
        m_writers = m_between.exchange(m_writers | kFresh, std::memory_order_acq_rel) & kSlot;
    }

    /// [reader] Whether take() will give something newer than before.
    bool hasNew() const noexcept { return (m_between.load(std::memory_order_relaxed) & kFresh) != 0; }

    /// [reader] The newest value. It stays as it is until the next take().
    const T& take() noexcept
    {
        if (hasNew())
            m_readers = m_between.exchange(m_readers, std::memory_order_acq_rel) & kSlot;
        return m_slots[m_readers];
    }

  private:
    static constexpr uint8_t kSlot = 3;
    static constexpr uint8_t kFresh = 4;

    std::array<T, 3> m_slots;
    std::atomic<uint8_t> m_between{1};
    uint8_t m_writers = 0;
    uint8_t m_readers = 2;
};

} // namespace stellatune::sdk
