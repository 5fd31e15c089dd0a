#include "engine/dsp/dsp_chain.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

bool isSameNode(const DspNodeSpec& a, const DspNodeSpec& b)
{
    return a.id == b.id && a.pluginId == b.pluginId && a.typeId == b.typeId;
}

} // namespace

DspChain::DspChain(DspPlugins plugins, std::shared_ptr<WakeFlag> flag)
    : m_plugins(std::move(plugins)), m_flag(std::move(flag))
{}

void DspChain::update(const std::vector<DspNodeSpec>& nodes)
{
    std::vector<Place> before = std::exchange(m_places, {});
    std::vector<std::unique_ptr<DspNode>> passed; // that may have moved further down
    size_t next = 0;                              // of `before`
    const auto passUntil = [&](size_t end) {
        for (; next < end; ++next) {
            passed.push_back(std::move(before[next].node));
            leave(std::move(before[next]));
        }
    };
    for (const DspNodeSpec& spec : nodes) {
        const auto stays =
            std::find_if(before.begin() + static_cast<ptrdiff_t>(next), before.end(), [&](const Place& p) {
                return p.node != nullptr && isSameNode(p.node->spec(), spec);
            });
        const auto moved = std::find_if(passed.begin(), passed.end(), [&](const auto& node) {
            return node != nullptr && isSameNode(node->spec(), spec);
        });
        if (stays != before.end()) {
            passUntil(static_cast<size_t>(stays - before.begin()));
            before[next].node->change(spec);
            m_places.push_back(std::move(before[next++]));
        } else if (moved != passed.end()) {
            std::unique_ptr<DspNode> node = std::move(*moved);
            node->change(spec);
            node->renew();
            m_places.push_back(enter(std::move(node)));
        } else {
            m_places.push_back(enter(std::make_unique<DspNode>(spec, m_plugins, m_flag->raiser())));
        }
    }
    passUntil(before.size());
    for (Place& place : m_places)
        follow(place);
    sweep();
}

/// At its end, the node is heard.
DspChain::Place DspChain::enter(std::unique_ptr<DspNode> node) const
{
    Place place{std::move(node), nullptr};
    if (m_format) {
        place.node->setFormat(*m_format);
        place.stage = std::make_unique<DspStage>(*m_format, nullptr);
    }
    return place;
}

/// The node is gone from the place; what it made is heard until the blend is over.
void DspChain::leave(Place place)
{
    if (place.stage == nullptr)
        return;
    place.stage->changeTo(nullptr);
    m_places.push_back(std::move(place));
    m_isSweeping = true;
}

/// Has the stage make heard what the node says.
void DspChain::follow(Place& place)
{
    if (place.node == nullptr || place.stage == nullptr)
        return;
    std::shared_ptr<DspInstance> instance = place.node->heard();
    if (instance == place.stage->instance())
        return;
    // A node that moved and got no other instance takes its own along, which can be fed by one place alone.
    for (Place& other : m_places) {
        if (&other != &place && instance != nullptr && other.stage->former() == instance.get())
            other.stage->letGo();
    }
    place.stage->changeTo(std::move(instance));
}

void DspChain::sweep()
{
    if (!m_isSweeping)
        return;
    std::erase_if(m_places,
                  [](const Place& place) { return place.node == nullptr && place.stage->isPassThrough(); });
    m_isSweeping =
        std::any_of(m_places.begin(), m_places.end(), [](const Place& p) { return p.node == nullptr; });
}

void DspChain::begin(const AudioFormat& format)
{
    std::erase_if(m_places, [](const Place& place) { return place.node == nullptr; });
    m_isSweeping = false;
    m_hasEnded = false;
    const bool isSameFormat = m_format == format;
    m_format = format;
    for (Place& place : m_places) {
        place.node->attend();
        if (isSameFormat)
            place.node->forgetPast();
        else
            place.node->setFormat(format);
        place.stage = std::make_unique<DspStage>(format, place.node->heard());
    }
}

void DspChain::attend()
{
    for (Place& place : m_places) {
        if (place.node == nullptr)
            continue;
        place.node->attend();
        if (place.stage == nullptr)
            continue;
        if (place.stage->hasNews()) {
            if (const std::optional<DspStage::Fault> fault = place.stage->takeFault())
                place.node->blame(*fault);
            else
                place.node->setCost(place.stage->blockMilliseconds(), place.stage->blockDuration());
        }
        follow(place);
    }
    sweep();
}

bool DspChain::isBlending() const
{
    return std::any_of(m_places.begin(), m_places.end(), [](const Place& place) {
        return place.stage != nullptr && place.stage->isBlending();
    });
}

bool DspChain::holdsFormerBuild() const
{
    return std::any_of(m_places.begin(), m_places.end(), [](const Place& place) {
        const DspInstance* const former = place.stage != nullptr ? place.stage->former() : nullptr;
        return former != nullptr && (place.node == nullptr || !place.node->uses(former->lease()));
    });
}

void DspChain::letGo()
{
    for (Place& place : m_places) {
        if (place.stage != nullptr)
            place.stage->letGo();
    }
    sweep();
}

uint32_t DspChain::process(float* interleaved, uint32_t frames)
{
    sweep();
    return process(0, interleaved, frames);
}

uint32_t DspChain::process(size_t first, float* interleaved, uint32_t frames)
{
    for (size_t i = first; i < m_places.size() && frames > 0; ++i) {
        Place& place = m_places[i];
        frames = place.stage->process(interleaved, frames);
        if (place.node != nullptr && place.stage->hasNews())
            m_flag->raise();
    }
    return frames;
}

uint32_t DspChain::giveHeld(float* interleaved, uint32_t room, End end)
{
    m_hasEnded = m_hasEnded || end != End::None;
    for (size_t i = 0; i < m_places.size(); ++i) {
        DspStage& stage = *m_places[i].stage;
        for (;;) {
            uint32_t frames = end == End::None ? stage.giveReady(interleaved, room)
                                               : stage.finish(interleaved, room, end == End::WithTail);
            if (frames == 0)
                break;
            frames = process(i + 1, interleaved, frames);
            if (frames > 0)
                return frames;
        }
    }
    return 0;
}

uint64_t DspChain::latency() const
{
    uint64_t frames = 0;
    for (const Place& place : m_places)
        frames += place.stage != nullptr ? place.stage->latency() : 0;
    return frames;
}

uint64_t DspChain::tail() const
{
    uint64_t frames = 0;
    for (const Place& place : m_places)
        frames += place.stage != nullptr ? place.stage->tail() : 0;
    return frames;
}

double DspChain::load() const
{
    double whole = 0.0;
    for (const Place& place : m_places)
        whole += place.stage != nullptr ? place.stage->load() : 0.0;
    return whole;
}

double DspChain::largestLoad() const
{
    double largest = 0.0;
    for (const Place& place : m_places)
        largest = std::max(largest, place.stage != nullptr ? place.stage->load() : 0.0);
    return largest;
}

void DspChain::leaveOutLargest(double whole)
{
    const double largest = largestLoad();
    for (Place& place : m_places) {
        if (place.node == nullptr || place.stage == nullptr || place.stage->load() < largest)
            continue;
        place.node->blame(
            {place.stage->instance(),
             fmt::format("is too slow: it takes {:.0f} %, and all together {:.0f} %, of the time "
                         "that the music lasts",
                         largest * 100.0, whole * 100.0)});
        follow(place);
        return;
    }
}

void DspChain::appendStates(std::vector<DspNodeState>& states) const
{
    for (const Place& place : m_places) {
        if (place.node != nullptr)
            states.push_back(place.node->state());
    }
}

void DspChain::takeOutcomes(std::vector<DspNodeOutcome>& outcomes)
{
    for (Place& place : m_places) {
        if (place.node == nullptr)
            continue;
        for (DspNodeOutcome& outcome : place.node->takeOutcomes())
            outcomes.push_back(std::move(outcome));
    }
}

} // namespace stellatune
