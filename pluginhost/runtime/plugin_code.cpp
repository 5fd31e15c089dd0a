#include "pluginhost/runtime/plugin_code.h"

#include <array>
#include <atomic>
#include <mutex>

namespace stellatune {

namespace {

enum class State : uint8_t { Free, Loaded, Gone };

/// Written under the lock, and read by signal handlers without one: the state comes last.
struct Place {
    std::atomic<State> state = State::Free;
    std::atomic<uintptr_t> begin = 0;
    std::atomic<uintptr_t> end = 0;
    std::array<char, 256> pluginId{};
    uint64_t goneAs = 0; ///< the lowest went first
};

std::mutex g_mutex;
std::array<Place, KnownCode::kRanges> g_places;
uint64_t g_lastGone = 0;

/// A free one, or the one that was left the longest time ago.
Place* findRoom()
{
    Place* oldest = nullptr;
    for (Place& place : g_places) {
        const State state = place.state.load(std::memory_order_relaxed);
        if (state == State::Free)
            return &place;
        if (state == State::Gone && (oldest == nullptr || place.goneAs < oldest->goneAs))
            oldest = &place;
    }
    return oldest;
}

} // namespace

KnownCode::KnownCode(const std::string& pluginId, const std::filesystem::path& folder)
{
    const std::vector<CodeRange> ranges = codeBelow(folder);
    const std::lock_guard lock(g_mutex);
    for (const CodeRange& range : ranges) {
        for (Place& place : g_places) { // whoever was there before is there no more
            if (place.state.load(std::memory_order_relaxed) == State::Gone &&
                place.begin.load(std::memory_order_relaxed) < range.end &&
                range.begin < place.end.load(std::memory_order_relaxed))
                place.state.store(State::Free, std::memory_order_release);
        }
        Place* const place = findRoom();
        if (place == nullptr)
            return;
        place->state.store(State::Free, std::memory_order_release);
        place->begin.store(range.begin, std::memory_order_relaxed);
        place->end.store(range.end, std::memory_order_relaxed);
        place->pluginId[pluginId.copy(place->pluginId.data(), place->pluginId.size() - 1)] = '\0';
        place->state.store(State::Loaded, std::memory_order_release);
        m_places.push_back(static_cast<size_t>(place - g_places.data()));
    }
}

KnownCode::~KnownCode()
{
    const std::lock_guard lock(g_mutex);
    for (const size_t place : m_places) {
        g_places[place].goneAs = ++g_lastGone;
        g_places[place].state.store(State::Gone, std::memory_order_release);
    }
}

const char* KnownCode::ownerOf(uintptr_t address, Presence presence)
{
    const State wanted = presence == Presence::Loaded ? State::Loaded : State::Gone;
    for (const Place& place : g_places) {
        if (place.state.load(std::memory_order_acquire) == wanted &&
            address >= place.begin.load(std::memory_order_relaxed) &&
            address < place.end.load(std::memory_order_relaxed))
            return place.pluginId.data();
    }
    return nullptr;
}

} // namespace stellatune
