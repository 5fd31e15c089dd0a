#include "pluginhost/host/plugin_log.h"

#include <chrono>

namespace stellatune {

void PluginLog::add(const std::string& pluginId, LogLevel level, std::string_view text)
{
    using namespace std::chrono;
    log(level, "plugin." + pluginId, "{}", text);
    const int64_t now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    const std::lock_guard lock(m_mutex);
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

} // namespace stellatune
