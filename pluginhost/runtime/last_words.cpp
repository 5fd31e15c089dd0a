#include "pluginhost/runtime/last_words.h"

#include <array>
#include <atomic>
#include <cstring>

namespace stellatune::last_words {

namespace {

struct Line {
    std::array<char, 136> pluginId{};
    std::array<char, 512> text{};
};

std::atomic_flag g_isBusy = ATOMIC_FLAG_INIT;
std::array<Line, 16> g_lines;
size_t g_next = 0;

} // namespace

void add(const std::string& pluginId, std::string_view line)
{
    if (g_isBusy.test_and_set(std::memory_order_acquire))
        return;
    Line& place = g_lines[g_next];
    g_next = (g_next + 1) % g_lines.size();
    place.pluginId[pluginId.copy(place.pluginId.data(), place.pluginId.size() - 1)] = '\0';
    const size_t size = line.copy(place.text.data(), place.text.size() - 1);
    for (char& c : place.text) // one line of the note
        c = c == '\n' ? ' ' : c;
    place.text[size] = '\0';
    g_isBusy.clear(std::memory_order_release);
}

void forEach(const char* pluginId, void (*write)(int file, const char* line), int file)
{
    if (g_isBusy.test_and_set(std::memory_order_acquire))
        return;
    for (size_t i = 0; i < g_lines.size(); ++i) {
        const Line& line = g_lines[(g_next + i) % g_lines.size()];
        if (std::strcmp(line.pluginId.data(), pluginId) == 0)
            write(file, line.text.data());
    }
}

} // namespace stellatune::last_words
