#include "app/cli/log_follower.h"

#include <algorithm>
#include <utility>

namespace stellatune::cli {

namespace {

/// Whatever numbers two windows gave it.
bool isSameLine(const Json& one, const Json& other)
{
    const auto agree = [&](const char* key) { return one.value(key, Json()) == other.value(key, Json()); };
    return agree("time_ms") && agree("level") && agree("plugin") && agree("text");
}

} // namespace

uint64_t LogFollower::after() const
{
    const uint64_t last = m_last.is_object() ? m_last.value("number", uint64_t{0}) : 0;
    return m_asksForAll || last == 0 ? 0 : last - 1;
}

std::optional<Json> LogFollower::newIn(const Json& lines)
{
    auto begin = lines.begin();
    if (m_last.is_object() && !lines.empty() && lines.front() == m_last) {
        ++begin;
    } else if (after() != 0) {
        m_asksForAll = true;
        return std::nullopt;
    } else if (m_last.is_object()) {
        const auto isKnown = [this](const Json& line) { return isSameLine(line, m_last); };
        const auto isLater = [this](const Json& line) {
            return line.value("time_ms", int64_t{0}) >= m_last.value("time_ms", int64_t{0});
        };
        // A window that was killed has not kept its last lines.
        for (begin = lines.end(); begin != lines.begin() && !isKnown(*(begin - 1));)
            --begin;
        if (begin == lines.begin())
            begin = std::find_if(lines.begin(), lines.end(), isLater);
    }
    m_asksForAll = false;
    if (!lines.empty())
        m_last = lines.back();
    Json fresh = Json::array();
    for (; begin != lines.end(); ++begin)
        fresh.push_back(*begin);
    return fresh;
}

} // namespace stellatune::cli
