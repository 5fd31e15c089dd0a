#include "engine/dsp/dsp_spec_edits.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

constexpr DspPlace kPlaces[] = {DspPlace::BeforeMapping, DspPlace::AfterMapping};

uint64_t freeId(const DspSpec& spec)
{
    uint64_t highest = 0;
    for (const DspPlace place : kPlaces) {
        for (const DspNodeSpec& node : nodesAt(spec, place))
            highest = std::max(highest, node.id);
    }
    return highest + 1;
}

/// The same settings may be written in several ways.
bool isSameConfig(const std::string& a, const std::string& b)
{
    const auto parsed = [](const std::string& text) {
        return nlohmann::json::parse(text.empty() ? "{}" : text, nullptr, false);
    };
    return a == b || parsed(a) == parsed(b);
}

} // namespace

std::vector<DspNodeSpec>& nodesAt(DspSpec& spec, DspPlace place)
{
    return place == DspPlace::BeforeMapping ? spec.beforeMapping : spec.afterMapping;
}

const std::vector<DspNodeSpec>& nodesAt(const DspSpec& spec, DspPlace place)
{
    return place == DspPlace::BeforeMapping ? spec.beforeMapping : spec.afterMapping;
}

std::optional<DspPosition> positionOf(const DspSpec& spec, uint64_t id)
{
    for (const DspPlace place : kPlaces) {
        const auto& nodes = nodesAt(spec, place);
        for (size_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].id == id)
                return DspPosition{place, i};
        }
    }
    return std::nullopt;
}

const DspNodeSpec* findNode(const DspSpec& spec, uint64_t id)
{
    const std::optional<DspPosition> position = positionOf(spec, id);
    return position ? &nodesAt(spec, position->place)[position->index] : nullptr;
}

DspNodeSpec* findNode(DspSpec& spec, uint64_t id)
{
    return const_cast<DspNodeSpec*>(findNode(std::as_const(spec), id));
}

uint64_t addNode(DspSpec& spec, DspPlace place, DspNodeSpec node)
{
    node.id = freeId(spec);
    nodesAt(spec, place).push_back(std::move(node));
    return nodesAt(spec, place).back().id;
}

uint64_t insertNode(DspSpec& spec, const DspPosition& position, DspNodeSpec node)
{
    if (findNode(spec, node.id) != nullptr)
        node.id = freeId(spec);
    const uint64_t id = node.id;
    auto& nodes = nodesAt(spec, position.place);
    const auto index = static_cast<std::ptrdiff_t>(std::min(position.index, nodes.size()));
    nodes.insert(nodes.begin() + index, std::move(node));
    return id;
}

void removeNode(DspSpec& spec, uint64_t id)
{
    for (const DspPlace place : kPlaces)
        std::erase_if(nodesAt(spec, place), [id](const DspNodeSpec& node) { return node.id == id; });
}

bool moveNode(DspSpec& spec, uint64_t id, int direction)
{
    const std::optional<DspPosition> from = positionOf(spec, id);
    if (!from || direction == 0)
        return false;
    auto& nodes = nodesAt(spec, from->place);
    const bool isUp = direction < 0;
    if (isUp ? from->index > 0 : from->index + 1 < nodes.size()) {
        std::swap(nodes[from->index], nodes[isUp ? from->index - 1 : from->index + 1]);
        return true;
    }
    if (isUp == (from->place == DspPlace::BeforeMapping))
        return false;
    auto& others = nodesAt(spec, isUp ? DspPlace::BeforeMapping : DspPlace::AfterMapping);
    DspNodeSpec node = std::move(nodes[from->index]);
    nodes.erase(nodes.begin() + static_cast<ptrdiff_t>(from->index));
    others.insert(isUp ? others.end() : others.begin(), std::move(node));
    return true;
}

bool isSameSound(const DspSpec& a, const DspSpec& b)
{
    return std::all_of(std::begin(kPlaces), std::end(kPlaces), [&](DspPlace place) {
        const auto& left = nodesAt(a, place);
        const auto& right = nodesAt(b, place);
        return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                          [](const DspNodeSpec& x, const DspNodeSpec& y) {
                              return x.pluginId == y.pluginId && x.typeId == y.typeId &&
                                     x.bypassed == y.bypassed && isSameConfig(x.config, y.config);
                          });
    });
}

DspSpec carryIds(DspSpec wanted, const DspSpec& current)
{
    std::set<uint64_t> given;
    for (const DspPlace place : kPlaces) {
        for (DspNodeSpec& node : nodesAt(wanted, place)) {
            node.id = 0;
            for (const DspNodeSpec& before : nodesAt(current, place)) {
                if (before.pluginId == node.pluginId && before.typeId == node.typeId &&
                    given.insert(before.id).second) {
                    node.id = before.id;
                    break;
                }
            }
        }
    }
    uint64_t next = std::max(freeId(current), freeId(wanted));
    for (const DspPlace place : kPlaces) {
        for (DspNodeSpec& node : nodesAt(wanted, place))
            node.id = node.id == 0 ? next++ : node.id;
    }
    return wanted;
}

} // namespace stellatune
