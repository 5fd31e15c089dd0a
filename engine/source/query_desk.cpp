#include "engine/source/query_desk.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

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
    return [this, kind](const ProviderId& id) {
        return QueryOwner<Instance>::make(
            [&](std::function<void()> wake) {
                return m_setup.bind(id.pluginId, kind, id.typeId, std::move(wake));
            },
            m_setup.config(id.pluginId, kind, id.typeId), m_surroundings);
    };
}

std::shared_ptr<PendingQuery> QueryDesk::listSource(const ProviderId& source, std::string request,
                                                    Completion<std::string> completion)
{
    return listItems(*m_sources.find(source), std::move(request), std::move(completion));
}

std::shared_ptr<PendingQuery> QueryDesk::openStream(const ProviderId& source, std::string itemId,
                                                    Completion<std::shared_ptr<StreamLease>> completion)
{
    return stellatune::openStream(m_sources.find(source), std::move(itemId), m_streams,
                                  std::move(completion));
}

std::shared_ptr<PendingQuery> QueryDesk::searchLyrics(const LyricsQuery& query,
                                                      Completion<LyricsFound> completion)
{
    const std::vector<ProviderId> providers = m_setup.lyricsProviders();
    const auto search = std::make_shared<LyricsSearch>(providers.size(), std::move(completion));
    for (size_t i = 0; i < providers.size(); ++i)
        search->add(searchCandidates(*m_lyrics.find(providers[i]), query, search->answerOf(i, providers[i])));
    search->allAsked();
    return search;
}

std::shared_ptr<PendingQuery> QueryDesk::fetchLyrics(const ProviderId& provider, std::string candidateId,
                                                     Completion<std::string> completion)
{
    return fetchCandidate(*m_lyrics.find(provider), std::move(candidateId), std::move(completion));
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
    if (kind == CapabilityKind::Source)
        m_sources.find(id)->changeConfig(std::move(config), std::move(done));
    else
        m_lyrics.find(id)->changeConfig(std::move(config), std::move(done));
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
