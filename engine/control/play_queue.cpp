#include "engine/control/play_queue.h"

#include <algorithm>

namespace stellatune {

PlayQueue::PlayQueue(uint64_t shuffleSeed)
    : m_entries(std::make_shared<const std::vector<QueueEntry>>()), m_random(shuffleSeed)
{}

void PlayQueue::setEntries(QueueEntries entries)
{
    // The place of a current entry that is going away: before its first successor that stays, else behind its
    // last predecessor.
    std::optional<EntryId> successor;
    std::optional<EntryId> predecessor;
    const bool currentWasKnown = orderIndex(m_current).has_value();
    std::unordered_map<EntryId, size_t> index;
    index.reserve(entries->size());
    for (size_t i = 0; i < entries->size(); ++i)
        index.emplace((*entries)[i].id, i);
    const bool currentStays = index.count(m_current) != 0;
    if (!currentStays) {
        std::optional<size_t> from = m_gap;
        if (currentWasKnown)
            from = *orderIndex(m_current) + 1;
        for (size_t i = from.value_or(m_order.size()); i < m_order.size() && !successor; ++i) {
            if (index.count(m_order[i]) != 0)
                successor = m_order[i];
        }
        for (size_t i = from.value_or(0); i-- > 0 && !predecessor;) {
            if (index.count(m_order[i]) != 0)
                predecessor = m_order[i];
        }
    }

    std::vector<EntryId> staying;
    if (m_shuffle) {
        for (const EntryId id : m_order) {
            if (index.count(id) != 0)
                staying.push_back(id);
        }
    }
    std::vector<EntryId> added;
    for (const QueueEntry& entry : *entries) {
        if (!m_shuffle || m_orderIndex.count(entry.id) == 0)
            added.push_back(entry.id);
    }

    const bool hadCurrent = currentWasKnown || m_gap.has_value();
    m_entries = std::move(entries);
    m_entryIndex = std::move(index);
    std::optional<size_t> shuffledGap;
    if (m_shuffle) {
        m_order = std::move(staying);
        m_orderIndex.clear();
        indexOrder(0);
        // What comes new is heard at some time after what is current, never "before" it.
        size_t heard = 0;
        if (const auto at = orderIndex(m_current))
            heard = *at + 1;
        else if (successor)
            heard = *orderIndex(*successor);
        else if (predecessor)
            heard = *orderIndex(*predecessor) + 1;
        shuffledGap = heard;
        std::shuffle(added.begin(), added.end(), m_random);
        std::vector<EntryId> upcoming(m_order.begin() + static_cast<ptrdiff_t>(heard), m_order.end());
        m_order.resize(heard);
        std::vector<EntryId> merged;
        merged.reserve(upcoming.size() + added.size());
        size_t takenOld = 0;
        size_t takenNew = 0;
        while (takenOld < upcoming.size() || takenNew < added.size()) {
            const size_t oldLeft = upcoming.size() - takenOld;
            const size_t newLeft = added.size() - takenNew;
            const bool takeNew =
                std::uniform_int_distribution<size_t>(0, oldLeft + newLeft - 1)(m_random) < newLeft;
            merged.push_back(takeNew ? added[takenNew++] : upcoming[takenOld++]);
        }
        m_order.insert(m_order.end(), merged.begin(), merged.end());
    } else {
        m_order = std::move(added);
    }
    m_orderIndex.clear();
    indexOrder(0);

    m_gap.reset();
    if (!currentStays && hadCurrent && m_current != 0) {
        if (shuffledGap)
            m_gap = shuffledGap;
        else if (successor)
            m_gap = orderIndex(*successor);
        else
            m_gap = predecessor ? *orderIndex(*predecessor) + 1 : 0;
    }
}

void PlayQueue::setShuffle(bool on)
{
    if (m_shuffle == on)
        return;
    m_shuffle = on;
    rebuildOrder();
}

void PlayQueue::rebuildOrder()
{
    m_order.clear();
    for (const QueueEntry& entry : *m_entries)
        m_order.push_back(entry.id);
    if (m_shuffle) {
        std::shuffle(m_order.begin(), m_order.end(), m_random);
        const auto current = std::find(m_order.begin(), m_order.end(), m_current);
        if (current != m_order.end())
            std::iter_swap(m_order.begin(), current);
    }
    m_orderIndex.clear();
    indexOrder(0);
    if (m_gap)
        m_gap = 0;
}

void PlayQueue::setCurrent(EntryId id)
{
    const auto target = orderIndex(id);
    const auto current = orderIndex(m_current);
    const bool jumps = target && current && *target != *current + 1;
    if (m_shuffle && jumps && *target > *current) {
        // Unheard entries keep their turn; the one jumped to comes right after the one it was reached from.
        const auto begin = m_order.begin();
        std::rotate(begin + static_cast<ptrdiff_t>(*current + 1), begin + static_cast<ptrdiff_t>(*target),
                    begin + static_cast<ptrdiff_t>(*target + 1));
        indexOrder(*current + 1);
    }
    const bool newRound = target && current && *target == 0 && *current + 1 == m_order.size() && *current > 0;
    if (m_shuffle && newRound) {
        std::shuffle(m_order.begin() + 1, m_order.end(), m_random);
        indexOrder(1);
    }
    m_current = id;
    m_gap.reset();
}

const QueueEntry* PlayQueue::find(EntryId id) const
{
    const auto found = m_entryIndex.find(id);
    return found == m_entryIndex.end() ? nullptr : &(*m_entries)[found->second];
}

EntryId PlayQueue::first() const
{
    return m_order.empty() ? 0 : m_order.front();
}

EntryId PlayQueue::afterEnd(EntryId id) const
{
    if (m_repeat == RepeatMode::One && find(id) != nullptr)
        return id;
    return next(id);
}

EntryId PlayQueue::next(EntryId id) const
{
    const EntryId after = nextInOrder(id);
    return after == 0 && m_repeat == RepeatMode::All ? first() : after;
}

EntryId PlayQueue::nextInOrder(EntryId id) const
{
    size_t place = 0;
    if (const auto at = orderIndex(id))
        place = *at + 1;
    else if (id == m_current && m_gap)
        place = *m_gap;
    return place < m_order.size() ? m_order[place] : 0;
}

EntryId PlayQueue::previous(EntryId id) const
{
    if (m_order.empty())
        return 0;
    std::optional<size_t> place = orderIndex(id);
    if (!place && id == m_current)
        place = m_gap;
    if (!place)
        return 0;
    if (*place > 0)
        return m_order[*place - 1];
    return m_repeat == RepeatMode::All ? m_order.back() : 0;
}

std::optional<size_t> PlayQueue::orderIndex(EntryId id) const
{
    const auto found = m_orderIndex.find(id);
    if (found == m_orderIndex.end())
        return std::nullopt;
    return found->second;
}

void PlayQueue::indexOrder(size_t from)
{
    for (size_t i = from; i < m_order.size(); ++i)
        m_orderIndex[m_order[i]] = i;
}

} // namespace stellatune
