// The queries to one owner from the moment they are asked until their work begins.
#pragma once

#include "engine/source/deadline_timer.h"
#include "engine/source/query_limits.h"
#include "engine/source/query_reply.h"
#include "pluginhost/base/result.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace stellatune {

class QueryIntake;

/// One query, without what only its owner understands.
class QueuedQuery : public PendingQuery, public std::enable_shared_from_this<QueuedQuery> {
  public:
    /// How the caller is told. [any]
    struct Caller {
        /// Replies that it failed, unless the reply was given; says whether this was it.
        std::function<bool(QueryEnd, Error)> fail;
        std::function<bool()> isReplied;
    };

    QueuedQuery(const char* queryName, Caller queryCaller) : name(queryName), caller(std::move(queryCaller))
    {}

    void cancel() override;

    const char* const name; ///< "list", for messages
    const Caller caller;
    /// The caller's. Set when it is admitted, like the ticket, which is the owner's thread's to change once
    /// it has taken the query.
    DeadlineTimer::Clock::time_point deadline;
    DeadlineTimer::Ticket ticket;
    uint64_t number = 0; ///< of its operation; 0: none has begun. [owner's thread]

  private:
    friend class QueryIntake;
    std::weak_ptr<QueryIntake> m_intake;
};

/// Bounded; knows by itself when a query has waited too long, so that it ends in time even while its owner's
/// thread is inside the plugin. Any thread; never waits. Always in a shared_ptr.
class QueryIntake : public std::enable_shared_from_this<QueryIntake> {
  public:
    using QueryPtr = std::shared_ptr<QueuedQuery>;

    struct Setup {
        std::string pluginId;
        std::string typeId;
        QueryLimits limits;
        std::shared_ptr<DeadlineTimer> timer;
        /// Is given queries that have their reply and whose work may have begun, to be ended.
        std::function<void(const QueryPtr&)> abandon;
    };

    explicit QueryIntake(Setup setup) : m_setup(std::move(setup)) {}

    /// Whether it waits now. Otherwise it is refused and has its reply.
    bool admit(const QueryPtr& query);
    /// Null when none waits any more.
    QueryPtr takeNext();
    void failAll(QueryEnd end, const Error& error);
    size_t waiting() const;

    /// Refuses what waits and what comes.
    void close();

    /// Its time is up.
    void expire(const QueryPtr& query, const char* what);
    /// It has its reply.
    void giveUp(const QueryPtr& query);

    Error refusal(QueryEnd end) const;

  private:
    std::string domain() const { return "plugin." + m_setup.pluginId; }

    const Setup m_setup;
    mutable std::mutex m_mutex;
    std::deque<QueryPtr> m_waiting; ///< in their order
    bool m_closed = false;
};

} // namespace stellatune
