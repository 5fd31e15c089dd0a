#include "pluginhost/runtime/plugin_log_file.h"

#include "pluginhost/base/file_error.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

using Line = PluginLog::Line;

constexpr std::array<std::pair<LogLevel, std::string_view>, 4> kLevels{{{LogLevel::Debug, "debug"},
                                                                        {LogLevel::Info, "info"},
                                                                        {LogLevel::Warning, "warning"},
                                                                        {LogLevel::Error, "error"}}};

std::string_view nameOf(LogLevel level)
{
    for (const auto& [known, name] : kLevels) {
        if (known == level)
            return name;
    }
    return "error";
}

/// So that it stays one line, and no terminal takes it for a command.
std::string onOneLine(std::string_view text)
{
    std::string line;
    for (const char c : text) {
        if (c == '\n')
            line += "\\n";
        else if (c == '\\')
            line += "\\\\";
        else
            line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
    return line;
}

std::string asBefore(std::string_view line)
{
    std::string text;
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size())
            text += line[++i] == 'n' ? '\n' : line[i];
        else
            text += line[i];
    }
    return text;
}

/// "2026-01-31T12:00:00.250Z warning org.example.aac what it said"
std::string asText(const Line& line)
{
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds(line.timeMs)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z {} {} {}\n", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count(), nameOf(line.level), line.pluginId, onOneLine(line.text));
}

std::optional<Line> lineFrom(const std::string& text)
{
    using namespace std::chrono;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int millisecond = 0;
    int rest = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d.%3dZ %n", &year, &month, &day, &hour, &minute,
                    &second, &millisecond, &rest) != 7 ||
        rest == 0)
        return std::nullopt;
    const year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    const std::string_view words = std::string_view(text).substr(static_cast<size_t>(rest));
    const size_t levelEnd = words.find(' ');
    const size_t idEnd = levelEnd == std::string_view::npos ? levelEnd : words.find(' ', levelEnd + 1);
    if (!date.ok() || idEnd == std::string_view::npos)
        return std::nullopt;
    Line line;
    line.timeMs = duration_cast<milliseconds>(sys_days(date).time_since_epoch() + hours(hour) +
                                              minutes(minute) + seconds(second) + milliseconds(millisecond))
                      .count();
    for (const auto& [level, name] : kLevels) {
        if (words.substr(0, levelEnd) == name)
            line.level = level;
    }
    line.pluginId = words.substr(levelEnd + 1, idEnd - levelEnd - 1);
    line.text = asBefore(words.substr(idEnd + 1));
    return line;
}

} // namespace

std::vector<Line> PluginLogFile::read() const
{
    std::vector<Line> lines;
    for (const fs::path& path : {older(), newer()}) {
        std::ifstream file(path, std::ios::binary);
        for (std::string text; std::getline(file, text);) {
            if (std::optional<Line> line = lineFrom(text))
                lines.push_back(std::move(*line));
        }
    }
    return lines;
}

Result<void> PluginLogFile::append(const std::vector<Line>& lines)
{
    std::string text;
    for (const Line& line : lines)
        text += asText(line);
    std::error_code failure;
    const uint64_t size = fs::file_size(newer(), failure);
    if (!failure && size > 0 && size + text.size() > kLongestFile)
        fs::rename(newer(), older(), failure);
    std::ofstream file(newer(), std::ios::binary | std::ios::app);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.flush();
    if (file)
        return {};
    return Error{ErrorCode::Io, "plugins.log",
                 fmt::format("What plugins say cannot be kept in \"{}\".", inUtf8(newer()))};
}

} // namespace stellatune
