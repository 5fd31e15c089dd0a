// What can be asked of a lyrics provider.
#pragma once

#include "engine/source/query_owner.h"
#include "engine/source/query_reply.h"

#include <cstdint>
#include <memory>
#include <string>

namespace stellatune {

/// What is known of the track; unknown texts are empty.
struct LyricsQuery {
    std::string path; ///< of a local file
    std::string title;
    std::string artist;
    std::string album;
    uint64_t durationMs = 0; ///< 0 when unknown
};

using LyricsOwner = QueryOwner<LyricsInstance>;

/// The answers are JSON, as pluginapi/abi/lyrics.h says. Any thread.
std::shared_ptr<PendingQuery> searchCandidates(LyricsOwner& owner, LyricsQuery query,
                                               Completion<std::string> completion);
std::shared_ptr<PendingQuery> fetchCandidate(LyricsOwner& owner, std::string candidateId,
                                             Completion<std::string> completion);

} // namespace stellatune
