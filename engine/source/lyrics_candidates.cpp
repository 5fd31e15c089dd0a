#include "engine/source/lyrics_candidates.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using nlohmann::json;

std::string textOf(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double scoreOf(const json& object)
{
    const auto found = object.find("score");
    return found != object.end() && found->is_number() ? std::clamp(found->get<double>(), 0.0, 1.0) : 0.0;
}

bool flagOf(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

} // namespace

Result<std::vector<LyricsCandidate>> readCandidates(const ProviderId& provider, std::string_view text)
{
    const json answer = json::parse(text, nullptr, /*allow_exceptions=*/false);
    const auto list = answer.is_object() ? answer.find("candidates") : answer.end();
    if (!answer.is_object() || list == answer.end() || !list->is_array())
        return Error{ErrorCode::Corrupt, "plugin." + provider.pluginId,
                     fmt::format("The plugin {} answered the search with something else than candidates.",
                                 provider.pluginId)};
    std::vector<LyricsCandidate> candidates;
    for (const json& item : *list) {
        std::string id = item.is_object() ? textOf(item, "id") : std::string();
        if (id.empty())
            continue;
        candidates.push_back({provider, std::move(id), textOf(item, "title"), textOf(item, "artist"),
                              textOf(item, "album"), textOf(item, "source"), flagOf(item, "synchronized"),
                              scoreOf(item)});
    }
    return candidates;
}

std::vector<LyricsCandidate> mergeCandidates(const std::vector<std::vector<LyricsCandidate>>& found)
{
    std::vector<LyricsCandidate> merged;
    for (const std::vector<LyricsCandidate>& candidates : found)
        merged.insert(merged.end(), candidates.begin(), candidates.end());
    std::stable_sort(merged.begin(), merged.end(), [](const LyricsCandidate& a, const LyricsCandidate& b) {
        if (a.score != b.score)
            return a.score > b.score;
        return a.synchronized && !b.synchronized;
    });
    return merged;
}

} // namespace stellatune
