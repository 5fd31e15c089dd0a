// What the lyrics providers found, as one list.
#pragma once

#include "pluginhost/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// One type of one plugin.
struct ProviderId {
    std::string pluginId;
    std::string typeId;

    auto operator<=>(const ProviderId&) const = default;
};

struct LyricsCandidate {
    ProviderId provider;
    std::string id; ///< the provider's own
    std::string title;
    std::string artist;
    std::string album;
    std::string source; ///< where it is from, for people
    bool synchronized = false;
    double score = 0.0; ///< 0 to 1

    bool operator==(const LyricsCandidate&) const = default;
};

/// What one provider answered, in its order. Candidates without an id are left out, as they cannot be
/// fetched; everything else that is missing or of the wrong kind counts as unknown.
Result<std::vector<LyricsCandidate>> readCandidates(const ProviderId& provider, std::string_view json);

/// Best first: by score, synchronised ones first among equals, then in the order given.
std::vector<LyricsCandidate> mergeCandidates(const std::vector<std::vector<LyricsCandidate>>& found);

} // namespace stellatune
