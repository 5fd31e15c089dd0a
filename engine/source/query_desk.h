// Where the window and the command line ask plugins for music and lyrics.
#pragma once

#include "engine/source/lyrics_queries.h"
#include "engine/source/lyrics_search.h"
#include "engine/source/open_streams.h"
#include "engine/source/owner_set.h"
#include "engine/source/query_reply.h"
#include "engine/source/source_queries.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

struct QueryDeskSetup {
    /// LeaseRegistry::bind(). Any thread; never waits.
    std::function<WorkerEndpoint(const std::string& pluginId, CapabilityKind kind, const std::string& typeId,
                                 std::function<void()> wake)>
        bind;
    /// The lyrics types of enabled plugins, those first that win among equal candidates. Any thread.
    std::function<std::vector<ProviderId>()> lyricsProviders;
    /// The configuration of a type, a JSON object or empty. Any thread.
    std::function<std::string(const std::string& pluginId, CapabilityKind kind, const std::string& typeId)>
        config = [](const std::string&, CapabilityKind, const std::string&) { return std::string(); };
    QueryLimits limits;
    /// What time it is; a test turns it by hand.
    DeadlineTimer::Now now = DeadlineTimer::Clock::now;
};

/// Every function may be called from any thread and returns at once; what plugins do, they do on threads of
/// their owners.
///
/// The owners hear from the runtime by themselves. When a plugin is disabled or uninstalled, nothing new can
/// be asked of it, what runs is cancelled and the instance goes; when another build takes over, the next
/// query is its. An open stream, or an operation that does not heed the cancel, keeps the instance that it
/// came from until it ends. The runtime may end once shutDown() has returned.
class QueryDesk {
  public:
    explicit QueryDesk(QueryDeskSetup setup);
    /// shutDown(), when nobody did.
    ~QueryDesk();
    QueryDesk(const QueryDesk&) = delete;
    QueryDesk& operator=(const QueryDesk&) = delete;

    // ---- for the window, the command line and the engine ----

    std::shared_ptr<PendingQuery> listSource(const ProviderId& source, std::string request,
                                             Completion<std::string> completion);
    std::shared_ptr<PendingQuery> openStream(const ProviderId& source, std::string itemId,
                                             Completion<std::shared_ptr<StreamLease>> completion);
    /// Asks all providers at once.
    std::shared_ptr<PendingQuery> searchLyrics(const LyricsQuery& query, Completion<LyricsFound> completion);
    std::shared_ptr<PendingQuery> fetchLyrics(const ProviderId& provider, std::string candidateId,
                                              Completion<std::string> completion);

    // ---- for who made it ----

    /// Lets go of instances that were kept for the next query.
    void drop(std::optional<std::string_view> pluginId = std::nullopt);
    /// `done` gets the outcome, on any thread.
    void changeConfig(const ProviderId& id, CapabilityKind kind, std::string config,
                      std::function<void(UpdateOutcome)> done);
    /// Refuses everything from here on, cancels and interrupts, and waits that long for the owners' threads.
    /// Says what is left, one line each; that goes on in safety until it ends. Not on an owner's thread.
    std::vector<std::string> shutDown(std::chrono::milliseconds limit);

    // ---- for views ----

    QueryFigures figures() const { return m_surroundings->counters->figures(); }
    std::vector<OwnerStatus> owners() const;
    std::vector<StreamOrigin> openStreams() const { return m_streams->list(); }
    size_t threads() const { return m_surroundings->threads->running(); }
    /// After `now` was turned by hand.
    void clockMoved() { m_surroundings->timer->clockMoved(); }

  private:
    template <typename Instance>
    typename OwnerSet<Instance>::Make maker(CapabilityKind kind);

    const QueryDeskSetup m_setup;
    const std::shared_ptr<QuerySurroundings> m_surroundings;
    const std::shared_ptr<OpenStreams> m_streams = std::make_shared<OpenStreams>();
    OwnerSet<SourceInstance> m_sources;
    OwnerSet<LyricsInstance> m_lyrics;
    std::atomic<bool> m_shutDown = false;
};

} // namespace stellatune
