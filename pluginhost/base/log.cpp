#include "pluginhost/base/log.h"

#include <atomic>
#include <cstdio>

namespace stellatune {

namespace {

std::atomic<LogLevel> g_lowestLevel{LogLevel::Warning};

std::string_view levelName(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        return "error";
    }
    return "unknown";
}

} // namespace

void setLogLevel(LogLevel level)
{
    g_lowestLevel.store(level, std::memory_order_relaxed);
}

bool isLogged(LogLevel level)
{
    return level >= g_lowestLevel.load(std::memory_order_relaxed);
}

void writeLogLine(LogLevel level, std::string_view domain, std::string_view text)
{
    const std::string line = fmt::format("stellatune: {}: {}: {}\n", levelName(level), domain, text);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace stellatune
