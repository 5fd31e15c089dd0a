#include "engine/source/lyrics_search.h"

#include <utility>

namespace stellatune {

LyricsSearch::LyricsSearch(size_t providers, Completion<LyricsFound> completion)
    : m_completion(std::move(completion)), m_missing(providers + 1), m_found(providers)
{}

Completion<std::string> LyricsSearch::answerOf(size_t number, ProviderId provider)
{
    return [self = shared_from_this(), number,
            provider = std::move(provider)](const QueryReply<std::string>& reply) {
        if (reply.end == QueryEnd::Answered)
            self->answered(number, readCandidates(provider, *reply.value));
        else
            self->answered(number, reply.value.error());
    };
}

void LyricsSearch::add(std::shared_ptr<PendingQuery> query)
{
    const std::lock_guard lock(m_mutex);
    m_queries.push_back(std::move(query));
}

void LyricsSearch::answered(size_t number, Result<std::vector<LyricsCandidate>> found)
{
    {
        const std::lock_guard lock(m_mutex);
        if (found)
            m_found[number] = std::move(*found);
        else
            m_failures.push_back(found.error());
    }
    oneLess();
}

void LyricsSearch::oneLess()
{
    {
        const std::lock_guard lock(m_mutex);
        if (--m_missing != 0)
            return;
    }
    finish();
}

/// Once, when nobody writes any more.
void LyricsSearch::finish()
{
    Completion<LyricsFound> completion;
    bool cancelled = false;
    {
        const std::lock_guard lock(m_mutex);
        m_queries.clear();
        completion = std::exchange(m_completion, nullptr);
        cancelled = m_cancelled;
    }
    if (cancelled)
        completion({QueryEnd::Cancelled,
                    Error{ErrorCode::Cancelled, "engine.source", "The request was cancelled."}});
    else
        completion({QueryEnd::Answered, LyricsFound{mergeCandidates(m_found), std::move(m_failures)}});
}

void LyricsSearch::cancel()
{
    std::vector<std::shared_ptr<PendingQuery>> queries;
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled = true;
        queries = m_queries;
    }
    for (const std::shared_ptr<PendingQuery>& query : queries)
        query->cancel();
}

} // namespace stellatune
