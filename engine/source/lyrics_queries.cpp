#include "engine/source/lyrics_queries.h"

#include "engine/source/text_query.h"
#include "pluginhost/lease/text_transfer.h"

#include <functional>
#include <utility>

namespace stellatune {

std::shared_ptr<PendingQuery> searchCandidates(LyricsOwner& owner, LyricsQuery query,
                                               Completion<std::string> completion)
{
    return askText(
        owner, "search",
        [query = std::move(query)](LyricsInstance& lyrics, std::function<void()> onEnd) {
            const StLyricsQuery asPluginSeesIt{sizeof(StLyricsQuery),    0,
                                               toStString(query.path),   toStString(query.title),
                                               toStString(query.artist), toStString(query.album),
                                               query.durationMs};
            return lyrics.beginSearch(asPluginSeesIt, std::move(onEnd));
        },
        std::move(completion));
}

std::shared_ptr<PendingQuery> fetchCandidate(LyricsOwner& owner, std::string candidateId,
                                             Completion<std::string> completion)
{
    return askText(
        owner, "fetch",
        [candidateId = std::move(candidateId)](LyricsInstance& lyrics, std::function<void()> onEnd) {
            return lyrics.beginFetch(candidateId, std::move(onEnd));
        },
        std::move(completion));
}

} // namespace stellatune
