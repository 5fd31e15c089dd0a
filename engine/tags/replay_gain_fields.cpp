#include "engine/tags/replay_gain_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace stellatune {

namespace {

/// No music needs more; what lies beyond is a damaged tag.
constexpr double kMaxGainDb = 60.0;
/// Peaks of lossy files exceed full scale, but not by more than this.
constexpr double kMaxPeak = 64.0;
constexpr double kReplayGainOverR128Db = 5.0;
constexpr double kR128StepsPerDb = 256.0;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// The number at the start of `text` with `unit` (or nothing) behind it. Decimal commas are taken for points:
/// there are taggers that write them.
std::optional<double> parseNumber(std::string_view text, std::string_view unit)
{
    std::string number(trimmed(text));
    std::replace(number.begin(), number.end(), ',', '.');
    const char* begin = number.data();
    const char* const end = begin + number.size();
    if (begin != end && *begin == '+')
        ++begin;
    double value = 0.0;
    const auto [rest, failure] = std::from_chars(begin, end, value, std::chars_format::fixed);
    if (failure != std::errc{} || !std::isfinite(value))
        return std::nullopt;
    const std::string_view behind = trimmed(std::string_view(rest, static_cast<size_t>(end - rest)));
    if (!behind.empty() && !equalsIgnoringCase(behind, unit))
        return std::nullopt;
    return value;
}

template <typename Parse>
void take(std::optional<double>& target, std::string_view value, Parse parse)
{
    if (!target)
        target = parse(value);
}

} // namespace

std::optional<double> parseGain(std::string_view text)
{
    const std::optional<double> gain = parseNumber(text, "dB");
    return gain && std::abs(*gain) <= kMaxGainDb ? gain : std::nullopt;
}

std::optional<double> parsePeak(std::string_view text)
{
    const std::optional<double> peak = parseNumber(text, "");
    return peak && *peak > 0.0 && *peak <= kMaxPeak ? peak : std::nullopt;
}

std::optional<double> parseR128Gain(std::string_view text)
{
    const std::string_view digits = trimmed(text);
    const size_t sign = !digits.empty() && digits.front() == '+' ? 1 : 0;
    int steps = 0;
    const auto [rest, failure] = std::from_chars(digits.data() + sign, digits.data() + digits.size(), steps);
    if (failure != std::errc{} || rest != digits.data() + digits.size() || steps < -32768 || steps > 32767)
        return std::nullopt;
    const double gain = steps / kR128StepsPerDb + kReplayGainOverR128Db;
    return std::abs(gain) <= kMaxGainDb ? std::optional(gain) : std::nullopt;
}

void takeReplayGainField(ReplayGainTags& gains, std::string_view name, std::string_view value)
{
    if (equalsIgnoringCase(name, "REPLAYGAIN_TRACK_GAIN"))
        take(gains.trackGainDb, value, parseGain);
    else if (equalsIgnoringCase(name, "REPLAYGAIN_TRACK_PEAK"))
        take(gains.trackPeak, value, parsePeak);
    else if (equalsIgnoringCase(name, "REPLAYGAIN_ALBUM_GAIN"))
        take(gains.albumGainDb, value, parseGain);
    else if (equalsIgnoringCase(name, "REPLAYGAIN_ALBUM_PEAK"))
        take(gains.albumPeak, value, parsePeak);
    else if (equalsIgnoringCase(name, "R128_TRACK_GAIN"))
        take(gains.trackGainDb, value, parseR128Gain);
    else if (equalsIgnoringCase(name, "R128_ALBUM_GAIN"))
        take(gains.albumGainDb, value, parseR128Gain);
}

} // namespace stellatune
