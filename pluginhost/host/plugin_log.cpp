#include "pluginhost/host/plugin_log.h"

#include <chrono>

namespace stellatune {

void PluginLog::add(const std::string& pluginId, LogLevel level, std::string_view text)
{
    using namespace std::chrono;
    const int64_t now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock.owns_lock()) {
        m_dropped.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    if (m_lines.size() == kCapacity)
        m_lines.pop_front();
    m_lines.push_back({++m_last, now, level, pluginId, std::string(text)});
}

std::vector<PluginLog::Line> PluginLog::lines(std::optional<std::string_view> pluginId, uint64_t after) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Line> lines;
    for (const Line& line : m_lines) {
        if (line.number > after && (!pluginId || line.pluginId == *pluginId))
            lines.push_back(line);
    }
    return lines;
}

void PluginLog::writeNew()
{
    for (const Line& line : lines(std::nullopt, m_written)) {
        log(line.level, "plugin." + line.pluginId, "{}", line.text);
        m_written = line.number;
    }
}

} // namespace stellatune
