#include "engine/control/play_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace stellatune {
namespace {

using ::testing::ElementsAre;

QueueEntries entries(const std::vector<EntryId>& ids)
{
    auto made = std::make_shared<std::vector<QueueEntry>>();
    for (const EntryId id : ids)
        made->push_back({id, "/music/" + std::to_string(id) + ".flac"});
    return made;
}

std::vector<EntryId> firstToLast(PlayQueue& queue)
{
    std::vector<EntryId> order;
    for (EntryId id = queue.first(); id != 0; id = queue.next(id)) {
        queue.setCurrent(id);
        order.push_back(id);
    }
    return order;
}

PlayQueue oneToFive()
{
    PlayQueue queue(7);
    queue.setEntries(entries({1, 2, 3, 4, 5}));
    return queue;
}

TEST(PlayQueue, AnEmptyQueueHasNothing)
{
    PlayQueue queue(1);
    EXPECT_EQ(queue.first(), 0U);
    EXPECT_EQ(queue.next(3), 0U);
    EXPECT_EQ(queue.previous(3), 0U);
    EXPECT_EQ(queue.afterEnd(3), 0U);
    EXPECT_EQ(queue.find(3), nullptr);
}

TEST(PlayQueue, GoesThroughTheEntriesInOrder)
{
    PlayQueue queue = oneToFive();
    EXPECT_THAT(firstToLast(queue), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(queue.previous(4), 3U);
    EXPECT_EQ(queue.previous(1), 0U);
}

TEST(PlayQueue, RepeatAllWrapsBothWays)
{
    PlayQueue queue = oneToFive();
    queue.setRepeat(RepeatMode::All);
    EXPECT_EQ(queue.afterEnd(5), 1U);
    EXPECT_EQ(queue.next(5), 1U);
    EXPECT_EQ(queue.previous(1), 5U);
}

TEST(PlayQueue, RepeatOneRepeatsOnlyWhatEndsByItself)
{
    PlayQueue queue = oneToFive();
    queue.setRepeat(RepeatMode::One);
    EXPECT_EQ(queue.afterEnd(3), 3U);
    EXPECT_EQ(queue.next(3), 4U);
    EXPECT_EQ(queue.next(5), 0U);
}

TEST(PlayQueue, ARemovedCurrentEntryIsFollowedByItsSuccessor)
{
    PlayQueue queue = oneToFive();
    queue.setCurrent(2);
    queue.setEntries(entries({1, 3, 4, 5}));
    EXPECT_EQ(queue.afterEnd(2), 3U);
    EXPECT_EQ(queue.previous(2), 1U);
    queue.setEntries(entries({1, 5}));
    EXPECT_EQ(queue.afterEnd(2), 5U);
    queue.setEntries(entries({1}));
    EXPECT_EQ(queue.afterEnd(2), 0U);
    queue.setEntries(entries({}));
    EXPECT_EQ(queue.afterEnd(2), 0U);
}

TEST(PlayQueue, WhatIsAddedBehindARemovedCurrentEntryFollowsIt)
{
    PlayQueue queue = oneToFive();
    queue.setCurrent(5);
    queue.setEntries(entries({}));
    queue.setEntries(entries({7, 8}));
    EXPECT_EQ(queue.afterEnd(5), 7U);

    PlayQueue other = oneToFive();
    other.setCurrent(5);
    other.setEntries(entries({1, 2}));
    other.setEntries(entries({1, 2, 9}));
    EXPECT_EQ(other.afterEnd(5), 9U);
    EXPECT_EQ(other.previous(5), 2U);
}

TEST(PlayQueue, ReorderingFollowsTheNewOrder)
{
    PlayQueue queue = oneToFive();
    queue.setCurrent(2);
    queue.setEntries(entries({5, 2, 1, 4, 3}));
    EXPECT_EQ(queue.afterEnd(2), 1U);
    EXPECT_EQ(queue.previous(2), 5U);
}

TEST(PlayQueue, ShufflePlaysEachEntryOnceStartingWithTheCurrentOne)
{
    PlayQueue queue(42);
    std::vector<EntryId> ids(100);
    for (size_t i = 0; i < ids.size(); ++i)
        ids[i] = i + 1;
    queue.setEntries(entries(ids));
    queue.setCurrent(50);
    queue.setShuffle(true);
    EXPECT_EQ(queue.first(), 50U);
    const std::vector<EntryId> order = firstToLast(queue);
    EXPECT_EQ(order.size(), 100U);
    EXPECT_EQ(std::set<EntryId>(order.begin(), order.end()).size(), 100U);
    EXPECT_NE(order, ids);
    // The way back is the way there.
    for (size_t i = order.size() - 1; i > 0; --i)
        EXPECT_EQ(queue.previous(order[i]), order[i - 1]);
    queue.setShuffle(false);
    EXPECT_EQ(queue.next(50), 51U);
}

TEST(PlayQueue, AJumpWithinAShuffleLeadsBackAndSkipsNobody)
{
    PlayQueue queue(3);
    queue.setEntries(entries({1, 2, 3, 4, 5, 6, 7, 8}));
    queue.setShuffle(true);
    const EntryId start = queue.first();
    queue.setCurrent(start);
    std::vector<EntryId> rest;
    for (EntryId id = queue.next(start); id != 0; id = queue.next(id))
        rest.push_back(id);
    const EntryId target = rest[4];
    queue.setCurrent(target);
    EXPECT_EQ(queue.previous(target), start);
    rest.erase(rest.begin() + 4);
    std::vector<EntryId> after;
    for (EntryId id = queue.next(target); id != 0; id = queue.next(id))
        after.push_back(id);
    EXPECT_EQ(after, rest);
}

TEST(PlayQueue, WhatIsAddedToAShuffleIsHeardLaterNeverBefore)
{
    PlayQueue queue(9);
    queue.setEntries(entries({1, 2, 3, 4}));
    queue.setShuffle(true);
    queue.setCurrent(queue.first());
    queue.setCurrent(queue.next(queue.current()));
    const EntryId current = queue.current();
    const EntryId before = queue.previous(current);
    queue.setEntries(entries({1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(queue.previous(current), before);
    std::set<EntryId> after;
    for (EntryId id = queue.next(current); id != 0; id = queue.next(id))
        after.insert(id);
    EXPECT_EQ(after.size(), 5U);
    for (const EntryId added : {5U, 6U, 7U})
        EXPECT_EQ(after.count(added), 1U);
}

TEST(PlayQueue, ANewShuffledRoundHasAnotherOrder)
{
    PlayQueue queue(5);
    std::vector<EntryId> ids(50);
    for (size_t i = 0; i < ids.size(); ++i)
        ids[i] = i + 1;
    queue.setEntries(entries(ids));
    queue.setShuffle(true);
    const std::vector<EntryId> first = firstToLast(queue);
    queue.setRepeat(RepeatMode::All);
    queue.setCurrent(queue.next(first.back()));
    queue.setRepeat(RepeatMode::Off);
    std::vector<EntryId> second{queue.current()};
    for (EntryId id = queue.next(second.back()); id != 0; id = queue.next(id))
        second.push_back(id);
    EXPECT_EQ(second.size(), first.size());
    EXPECT_NE(second, first);
}

TEST(PlayQueue, RemovingTheCurrentEntryOfAShuffleGoesOnWithTheUnheard)
{
    PlayQueue queue(11);
    queue.setEntries(entries({1, 2, 3, 4, 5}));
    queue.setShuffle(true);
    queue.setCurrent(queue.first());
    const EntryId current = queue.current();
    const EntryId next = queue.next(current);
    std::vector<EntryId> staying;
    for (const EntryId id : {1U, 2U, 3U, 4U, 5U}) {
        if (id != current)
            staying.push_back(id);
    }
    queue.setEntries(entries(staying));
    EXPECT_EQ(queue.afterEnd(current), next);
}

} // namespace
} // namespace stellatune
