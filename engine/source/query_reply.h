// How a query to a plugin ends, and that it ends once.
#pragma once

#include "engine/source/query_counters.h"
#include "pluginhost/base/result.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace stellatune {

template <typename T>
struct QueryReply {
    QueryEnd end = QueryEnd::Failed;
    Result<T> value; ///< an error unless Answered
};

/// What a caller keeps of a query. Letting go of it does not cancel.
class PendingQuery {
  public:
    virtual ~PendingQuery() = default;
    PendingQuery(const PendingQuery&) = delete;
    PendingQuery& operator=(const PendingQuery&) = delete;

    /// Ends the query as QueryEnd::Cancelled, with its completion called before this returns, unless it has
    /// ended; and asks the plugin to stop. Any thread; never waits for the plugin.
    virtual void cancel() = 0;

  protected:
    PendingQuery() = default;
};

/// Called once, from any thread, perhaps before the function that asks returns. Must not wait: deadlines and
/// plugins' notifications pass through here.
template <typename T>
using Completion = std::function<void(QueryReply<T>)>;

/// Passes the first reply on and drops the others. Any thread.
template <typename T>
class ReplyOnce {
  public:
    ReplyOnce(std::shared_ptr<QueryCounters> counters, Completion<T> completion)
        : m_counters(std::move(counters)), m_completion(std::move(completion))
    {
        m_counters->asked();
    }

    bool isGiven() const { return m_given.load(std::memory_order_acquire); }

    /// Whether it was the first.
    bool give(QueryEnd end, Result<T> value)
    {
        if (m_given.exchange(true, std::memory_order_acq_rel))
            return false;
        m_counters->ended(end);
        const Completion<T> completion = std::exchange(m_completion, nullptr);
        completion({end, std::move(value)});
        return true;
    }

  private:
    const std::shared_ptr<QueryCounters> m_counters;
    Completion<T> m_completion;
    std::atomic<bool> m_given = false;
};

} // namespace stellatune
