#include "engine/source/query_intake.h"

#include "pluginhost/base/log.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

void QueuedQuery::cancel()
{
    if (!caller.fail(QueryEnd::Cancelled,
                     Error{ErrorCode::Cancelled, "engine.source", "The request was cancelled."}))
        return;
    if (const std::shared_ptr<QueryIntake> intake = m_intake.lock())
        intake->giveUp(shared_from_this());
}

bool QueryIntake::admit(const QueryPtr& query)
{
    QueryEnd refused = QueryEnd::Answered;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            refused = QueryEnd::Gone;
        else if (m_waiting.size() >= m_setup.limits.waiting)
            refused = QueryEnd::QueueFull;
        if (refused == QueryEnd::Answered) {
            query->m_intake = weak_from_this();
            query->deadline = m_setup.timer->now() + m_setup.limits.caller;
            query->ticket = m_setup.timer->at(
                query->deadline, [intake = weak_from_this(), expired = std::weak_ptr<QueuedQuery>(query)] {
                    const std::shared_ptr<QueryIntake> self = intake.lock();
                    if (const QueryPtr late = expired.lock(); self && late)
                        self->expire(late, "could not even be asked in time");
                });
            m_waiting.push_back(query);
        }
    }
    if (refused == QueryEnd::Answered)
        return true;
    query->caller.fail(refused, refusal(refused));
    return false;
}

QueryIntake::QueryPtr QueryIntake::takeNext()
{
    const std::lock_guard lock(m_mutex);
    if (m_waiting.empty())
        return nullptr;
    QueryPtr query = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_setup.timer->cancel(query->ticket);
    return query;
}

void QueryIntake::failAll(QueryEnd end, const Error& error)
{
    // All at once, so that who asks again on the reply is not failed with the rest.
    std::deque<QueryPtr> failed;
    {
        const std::lock_guard lock(m_mutex);
        failed.swap(m_waiting);
        for (const QueryPtr& query : failed)
            m_setup.timer->cancel(query->ticket);
    }
    for (const QueryPtr& query : failed)
        query->caller.fail(end, error);
}

size_t QueryIntake::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.size();
}

void QueryIntake::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    failAll(QueryEnd::Gone, refusal(QueryEnd::Gone));
}

void QueryIntake::expire(const QueryPtr& query, const char* what)
{
    if (!query->caller.fail(QueryEnd::TimedOut, Error{ErrorCode::TimedOut, domain(),
                                                      fmt::format("The plugin {} {} ({}).", m_setup.pluginId,
                                                                  what, query->name)}))
        return;
    log(LogLevel::Warning, domain(), "{} of {} {}", query->name, m_setup.typeId, what);
    giveUp(query);
}

void QueryIntake::giveUp(const QueryPtr& query)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto place = std::find(m_waiting.begin(), m_waiting.end(), query);
        if (place != m_waiting.end()) {
            m_setup.timer->cancel(query->ticket);
            m_waiting.erase(place);
            return;
        }
    }
    m_setup.abandon(query);
}

Error QueryIntake::refusal(QueryEnd end) const
{
    const std::string& plugin = m_setup.pluginId;
    switch (end) {
    case QueryEnd::QueueFull:
        return {ErrorCode::Busy, domain(),
                fmt::format("Too many requests wait for the plugin {} already.", plugin)};
    case QueryEnd::TooManyOwners:
        return {ErrorCode::Busy, domain(),
                fmt::format("Too many plugins are in use at once; the plugin {} was not asked.", plugin)};
    case QueryEnd::NotResponding:
        return {ErrorCode::Busy, domain(),
                fmt::format("The plugin {} does not respond: it has not ended what it was asked before.",
                            plugin)};
    case QueryEnd::Gone:
        return {ErrorCode::Cancelled, domain(), "The player is shutting down."};
    case QueryEnd::Answered:
    case QueryEnd::Failed:
    case QueryEnd::TimedOut:
    case QueryEnd::Cancelled:
        break;
    }
    assert(!"not a refusal");
    return {ErrorCode::Internal, domain(), "The request was refused."};
}

} // namespace stellatune
