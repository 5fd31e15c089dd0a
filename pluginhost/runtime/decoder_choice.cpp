#include "pluginhost/runtime/decoder_choice.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

namespace stellatune {

namespace {

/// Lower is asked earlier.
enum class Rank : uint8_t { NamesTheExtension, BuiltIn, EveryFile };

struct RankedCandidate {
    Rank rank = Rank::EveryFile;
    uint32_t score = 0;
    DecoderCandidate candidate;
};

bool isAskedEarlier(const RankedCandidate& left, const RankedCandidate& right)
{
    const auto key = [](const RankedCandidate& ranked) {
        return std::make_tuple(ranked.rank, UINT32_MAX - ranked.score, std::cref(ranked.candidate.pluginId),
                               std::cref(ranked.candidate.typeId));
    };
    return key(left) < key(right);
}

/// The highest score that the type has for `extension`.
std::optional<uint32_t> scoreFor(const CapabilityMetadata& type, std::string_view extension)
{
    std::optional<uint32_t> highest;
    for (const ExtensionScore& score : type.scores) {
        if (score.extension == extension)
            highest = std::max(highest.value_or(0), score.score);
    }
    return highest;
}

/// None for a type that does not want such files.
std::optional<RankedCandidate> ranked(const PluginMetadata& plugin, const CapabilityMetadata& type,
                                      std::string_view extension)
{
    DecoderCandidate candidate{plugin.info.id, type.typeId};
    if (const auto exact = scoreFor(type, extension); exact && !extension.empty() && extension != "*")
        return RankedCandidate{Rank::NamesTheExtension, *exact, std::move(candidate)};
    if (type.scores.empty())
        return RankedCandidate{Rank::EveryFile, 0, std::move(candidate)};
    if (const auto any = scoreFor(type, "*"))
        return RankedCandidate{Rank::EveryFile, *any, std::move(candidate)};
    return std::nullopt;
}

} // namespace

std::vector<DecoderCandidate> decoderCandidates(std::string_view extension, const DecoderOrder& order,
                                                const std::vector<PluginMetadata>& enabled)
{
    std::vector<RankedCandidate> automatic{{Rank::BuiltIn, 0, DecoderCandidate{}}};
    std::vector<DecoderCandidate> there{DecoderCandidate{}};
    for (const PluginMetadata& plugin : enabled) {
        for (const CapabilityMetadata& type : plugin.capabilities) {
            if (type.kind != CapabilityKind::Decoder)
                continue;
            there.push_back({plugin.info.id, type.typeId});
            if (auto candidate = ranked(plugin, type, extension))
                automatic.push_back(std::move(*candidate));
        }
    }
    std::sort(automatic.begin(), automatic.end(), isAskedEarlier);

    std::vector<DecoderCandidate> chosen;
    const auto add = [&](const DecoderCandidate& candidate) {
        if (std::find(chosen.begin(), chosen.end(), candidate) == chosen.end())
            chosen.push_back(candidate);
    };
    if (const auto explicitly = order.byExtension.find(std::string(extension));
        explicitly != order.byExtension.end()) {
        for (const std::string& name : explicitly->second) {
            const auto found =
                std::find_if(there.begin(), there.end(),
                             [&](const DecoderCandidate& candidate) { return candidate.name() == name; });
            if (found != there.end())
                add(*found);
        }
    }
    for (const RankedCandidate& candidate : automatic)
        add(candidate.candidate);
    return chosen;
}

} // namespace stellatune
