#include "pluginhost/host/plugin_log.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

int64_t nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

void PluginLog::add(const std::string& pluginId, LogLevel level, std::string text)
{
    const int64_t now = nowMs();
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock.owns_lock()) {
        m_dropped.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    tellOfLoss(pluginId, now);
    append({0, now, level, pluginId, std::move(text)});
}

void PluginLog::addFromHost(const std::string& pluginId, LogLevel level, std::string text)
{
    const int64_t now = nowMs();
    const std::lock_guard lock(m_mutex);
    tellOfLoss(pluginId, now);
    append({0, now, level, pluginId, std::move(text)});
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

std::vector<PluginLog::Line> PluginLog::takeNew()
{
    const std::lock_guard lock(m_mutex);
    std::vector<Line> added;
    for (auto line = m_lines.rbegin(); line != m_lines.rend() && line->number > m_taken; ++line)
        added.push_back(*line);
    std::reverse(added.begin(), added.end());
    m_taken = m_last;
    return added;
}

void PluginLog::beginWith(std::vector<Line> older)
{
    const std::lock_guard lock(m_mutex);
    for (Line& line : older)
        append(std::move(line));
    m_taken = m_last;
}

void PluginLog::tellOfLoss(const std::string& pluginId, int64_t timeMs)
{
    const uint64_t lost = m_dropped.exchange(0, std::memory_order_relaxed);
    if (lost > 0)
        append({0, timeMs, LogLevel::Warning, pluginId,
                fmt::format("(Lines of plugins that were lost before this: {})", lost)});
}

void PluginLog::append(Line line)
{
    if (m_lines.size() == kCapacity)
        m_lines.pop_front();
    line.number = ++m_last;
    m_lines.push_back(std::move(line));
}

} // namespace stellatune
