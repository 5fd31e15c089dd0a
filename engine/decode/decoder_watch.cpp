#include "engine/decode/decoder_watch.h"

#include "pluginhost/base/file_error.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "decode";

} // namespace

std::optional<DecoderWatch::Finding> DecoderWatch::check(const DecoderRead& read)
{
    if (m_entry != read.entry || m_plugin != read.plugin) {
        const uint64_t faults = m_faults;
        *this = DecoderWatch();
        m_entry = read.entry;
        m_plugin = read.plugin;
        m_faults = faults;
    }
    if (read.faults < m_decoderFaults)
        m_decoderFaults = 0; // another instance
    const uint64_t news = read.faults - std::exchange(m_decoderFaults, read.faults);
    m_faults += news;
    if (m_lag.add(read.spent, read.lasts) && !std::exchange(m_toldOfSlowness, true)) {
        ++m_faults;
        return Finding{true, slowness(read)};
    }
    if (news > 0 && !std::exchange(m_toldOfFaults, true))
        return Finding{false,
                       {ErrorCode::Corrupt, kDomain,
                        fmt::format("The plugin {} gave samples of “{}” that are no numbers, or none where "
                                    "it said so; they are silent.",
                                    read.plugin, inUtf8(read.path.filename()))}};
    return std::nullopt;
}

Error DecoderWatch::slowness(const DecoderRead& read) const
{
    const double seconds = m_lag.slowness();
    const std::string file = inUtf8(read.path.filename());
    if (read.plugin.empty())
        return {ErrorCode::TimedOut, kDomain,
                fmt::format("“{}” is read too slowly to be played without gaps: {:.1f} s for each second of "
                            "it. Copy it to a faster disk.",
                            file, seconds)};
    return {ErrorCode::TimedOut, kDomain,
            fmt::format("The plugin {} decodes “{}” slower than it plays: {:.1f} s for each second of it. "
                        "Unless another decoder can take over, there will be gaps.",
                        read.plugin, file, seconds)};
}

} // namespace stellatune
