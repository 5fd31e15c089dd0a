// What is played after what: order, shuffle, repeat. Pure; owned by the control thread.
#pragma once

#include "engine/control/player.h"

#include <cstdint>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

namespace stellatune {

/// Keeps a current entry and a playing order over the entries. Without shuffle the order is the entries' own;
/// with shuffle it is a permutation that changes only where entries come and go, so that previous() retraces
/// it.
class PlayQueue {
  public:
    explicit PlayQueue(uint64_t shuffleSeed);

    void setEntries(QueueEntries entries);
    void setRepeat(RepeatMode mode) { m_repeat = mode; }
    void setShuffle(bool on);
    bool isShuffled() const { return m_shuffle; }
    RepeatMode repeat() const { return m_repeat; }
    size_t size() const { return m_entries->size(); }

    /// Makes `id` current; a jump within a shuffled order takes the entry along, so that previous() leads
    /// back.
    void setCurrent(EntryId id);
    EntryId current() const { return m_current; }

    /// nullptr when there is no such entry.
    const QueueEntry* find(EntryId id) const;

    /// First of the playing order; 0 when empty.
    EntryId first() const;
    /// What follows `id` when it ends by itself: itself under RepeatMode::One, 0 at the end.
    EntryId afterEnd(EntryId id) const;
    /// What next and previous lead to from `id`: RepeatMode::One counts as Off; 0 where there is nothing.
    EntryId next(EntryId id) const;
    /// What stands after `id` in the playing order, whatever repeats; 0 at its end.
    EntryId nextInOrder(EntryId id) const;
    EntryId previous(EntryId id) const;

  private:
    void rebuildOrder();
    std::optional<size_t> orderIndex(EntryId id) const;
    void indexOrder(size_t from);

    QueueEntries m_entries;
    std::unordered_map<EntryId, size_t> m_entryIndex; ///< id -> place in m_entries
    std::vector<EntryId> m_order;
    std::unordered_map<EntryId, size_t> m_orderIndex; ///< id -> place in m_order
    EntryId m_current = 0;
    /// Where playing goes on after a current entry that was removed from the queue: before this place in
    /// m_order.
    std::optional<size_t> m_gap;
    RepeatMode m_repeat = RepeatMode::Off;
    bool m_shuffle = false;
    std::mt19937_64 m_random;
};

} // namespace stellatune
