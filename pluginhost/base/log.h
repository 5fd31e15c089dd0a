// Diagnostics for people who look for a fault: one line each, with a level and the part that speaks.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

enum class LogLevel : uint8_t { Debug, Info, Warning, Error };

/// Lines below this level are dropped before they are formatted. Any thread. Warning at start.
void setLogLevel(LogLevel level);
bool isLogged(LogLevel level);

/// Writes one line to stderr: "stellatune: warning: output.rtaudio: text". Any thread except the audio
/// callback.
void writeLogLine(LogLevel level, std::string_view domain, std::string_view text);

template <typename... Args>
void log(LogLevel level, std::string_view domain, fmt::format_string<Args...> format, Args&&... args)
{
    if (isLogged(level))
        writeLogLine(level, domain, fmt::format(format, std::forward<Args>(args)...));
}

} // namespace stellatune
