// One search for lyrics with all providers at once.
#pragma once

#include "engine/source/lyrics_candidates.h"
#include "engine/source/lyrics_queries.h"
#include "engine/source/query_reply.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace stellatune {

struct LyricsFound {
    std::vector<LyricsCandidate> candidates; ///< best first
    std::vector<Error> failures;             ///< of providers that could not say
};

/// Ends when each provider has answered, failed or run out of time. Any thread; always in a shared_ptr.
class LyricsSearch final : public PendingQuery, public std::enable_shared_from_this<LyricsSearch> {
  public:
    /// Expects that many answers.
    LyricsSearch(size_t providers, Completion<LyricsFound> completion);

    /// Where the provider of that number puts its answer.
    Completion<std::string> answerOf(size_t number, ProviderId provider);
    /// What is to be cancelled together with the search.
    void add(std::shared_ptr<PendingQuery> query);
    /// To be called when all are asked.
    void allAsked() { oneLess(); }

    void cancel() override;

  private:
    void answered(size_t number, Result<std::vector<LyricsCandidate>> found);
    void oneLess();
    void finish();

    std::mutex m_mutex;
    Completion<LyricsFound> m_completion;
    size_t m_missing; ///< answers, and allAsked()
    bool m_cancelled = false;
    std::vector<std::vector<LyricsCandidate>> m_found; ///< by provider
    std::vector<Error> m_failures;
    std::vector<std::shared_ptr<PendingQuery>> m_queries;
};

} // namespace stellatune
