#include "engine/source/query_desk.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

/// Calls `done` when the last copy of it has gone.
class Together {
  public:
    explicit Together(std::function<void()> done) : m_done(std::move(done)) {}
    ~Together() { m_done(); }
    Together(const Together&) = delete;
    Together& operator=(const Together&) = delete;

  private:
    const std::function<void()> m_done;
};

/// A query that never reached an owner.
class EndedQuery final : public PendingQuery {
  public:
    void cancel() override {}
};

template <typename T>
std::shared_ptr<PendingQuery> failAtOnce(const std::shared_ptr<QueryCounters>& counters, Error error,
                                         Completion<T> completion)
{
    ReplyOnce<T>(counters, std::move(completion)).give(QueryEnd::Failed, std::move(error));
    return std::make_shared<EndedQuery>();
}

std::string describe(const OwnerStatus& status, size_t streams)
{
    return fmt::format("{} {} of {}: {} streams open, {} operations running, {} of them unheeding",
                       nameOf(status.kind), status.typeId, status.pluginId, streams, status.running,
                       status.unheeded);
}

} // namespace

QueryDesk::QueryDesk(QueryDeskSetup setup)
    : m_setup(std::move(setup)),
      m_surroundings(std::make_shared<QuerySurroundings>(m_setup.limits, m_setup.now)),
      m_sources(maker<SourceInstance>(CapabilityKind::Source)),
      m_lyrics(maker<LyricsInstance>(CapabilityKind::Lyrics))
{}

QueryDesk::~QueryDesk()
{
    if (!m_shutDown)
        shutDown(m_setup.limits.margin);
}

template <typename Instance>
typename OwnerSet<Instance>::Make QueryDesk::maker(CapabilityKind kind)
{
    return [this, kind](const ProviderId& id) -> Result<std::shared_ptr<QueryOwner<Instance>>> {
        Result<WorkerEndpoint> endpoint = m_setup.bind(id.pluginId, kind, id.typeId);
        if (!endpoint)
            return endpoint.error();
        return QueryOwner<Instance>::make(std::move(*endpoint), m_setup.config(id.pluginId, kind, id.typeId),
                                          m_surroundings);
    };
}

std::shared_ptr<PendingQuery> QueryDesk::listSource(const ProviderId& source, std::string request,
                                                    Completion<std::string> completion)
{
    const Result<std::shared_ptr<SourceOwner>> owner = m_sources.find(source);
    if (!owner)
        return failAtOnce(m_surroundings->counters, owner.error(), std::move(completion));
    return listItems(**owner, std::move(request), std::move(completion));
}

std::shared_ptr<PendingQuery> QueryDesk::openStream(const ProviderId& source, std::string itemId,
                                                    Completion<std::shared_ptr<StreamLease>> completion)
{
    const Result<std::shared_ptr<SourceOwner>> owner = m_sources.find(source);
    if (!owner)
        return failAtOnce(m_surroundings->counters, owner.error(), std::move(completion));
    return stellatune::openStream(*owner, std::move(itemId), m_streams, std::move(completion));
}

std::shared_ptr<PendingQuery> QueryDesk::searchLyrics(const LyricsQuery& query,
                                                      Completion<LyricsFound> completion)
{
    const std::vector<ProviderId> providers = m_setup.lyricsProviders();
    const auto search = std::make_shared<LyricsSearch>(providers.size(), std::move(completion));
    for (size_t i = 0; i < providers.size(); ++i) {
        Completion<std::string> answer = search->answerOf(i, providers[i]);
        const Result<std::shared_ptr<LyricsOwner>> owner = m_lyrics.find(providers[i]);
        search->add(owner ? searchCandidates(**owner, query, std::move(answer))
                          : failAtOnce(m_surroundings->counters, owner.error(), std::move(answer)));
    }
    search->allAsked();
    return search;
}

std::shared_ptr<PendingQuery> QueryDesk::fetchLyrics(const ProviderId& provider, std::string candidateId,
                                                     Completion<std::string> completion)
{
    const Result<std::shared_ptr<LyricsOwner>> owner = m_lyrics.find(provider);
    if (!owner)
        return failAtOnce(m_surroundings->counters, owner.error(), std::move(completion));
    return fetchCandidate(**owner, std::move(candidateId), std::move(completion));
}

void QueryDesk::freeze(const std::string& pluginId, std::function<void()> acknowledged)
{
    const auto all = std::make_shared<Together>(std::move(acknowledged));
    for (const auto& owner : m_sources.freeze(pluginId))
        owner->freeze([all] {});
    for (const auto& owner : m_lyrics.freeze(pluginId))
        owner->freeze([all] {});
}

void QueryDesk::unfreeze(const std::string& pluginId)
{
    for (const auto& owner : m_sources.unfreeze(pluginId))
        owner->unfreeze();
    for (const auto& owner : m_lyrics.unfreeze(pluginId))
        owner->unfreeze();
}

void QueryDesk::attend(std::optional<std::string_view> pluginId)
{
    for (const auto& owner : m_sources.owners(pluginId))
        owner->attend();
    for (const auto& owner : m_lyrics.owners(pluginId))
        owner->attend();
}

void QueryDesk::drop(std::optional<std::string_view> pluginId)
{
    for (const auto& owner : m_sources.owners(pluginId))
        owner->drop();
    for (const auto& owner : m_lyrics.owners(pluginId))
        owner->drop();
}

void QueryDesk::changeConfig(const ProviderId& id, CapabilityKind kind, std::string config,
                             std::function<void(UpdateOutcome)> done)
{
    const auto change = [&](const auto& owner) {
        if (owner)
            (*owner)->changeConfig(std::move(config), std::move(done));
        else
            done({UpdateOutcome::Status::Failed, 0, owner.error().message});
    };
    if (kind == CapabilityKind::Source)
        change(m_sources.find(id));
    else
        change(m_lyrics.find(id));
}

std::vector<std::string> QueryDesk::shutDown(std::chrono::milliseconds limit)
{
    m_shutDown = true;
    for (const auto& owner : m_sources.close())
        owner->close();
    for (const auto& owner : m_lyrics.close())
        owner->close();
    m_streams->interrupt(std::nullopt);
    if (m_surroundings->threads->waitUntilNone(limit))
        return {};
    std::vector<std::string> left;
    const std::vector<StreamOrigin> streams = m_streams->list();
    for (const OwnerStatus& status : owners()) {
        if (status.instances == 0)
            continue;
        size_t open = 0;
        for (const StreamOrigin& stream : streams) {
            if (status.kind == CapabilityKind::Source && stream.pluginId == status.pluginId &&
                stream.typeId == status.typeId)
                ++open;
        }
        left.push_back(describe(status, open));
    }
    return left;
}

std::vector<OwnerStatus> QueryDesk::owners() const
{
    std::vector<OwnerStatus> all;
    for (const auto& owner : m_sources.owners())
        all.push_back(owner->status());
    for (const auto& owner : m_lyrics.owners())
        all.push_back(owner->status());
    return all;
}

} // namespace stellatune
