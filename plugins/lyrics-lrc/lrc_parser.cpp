#include "lrc_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <pluginapi/sdk/error.h>

namespace stellatune::lrc {

namespace {

// Each time in front of a line repeats it, so a small file can ask for much.
constexpr size_t kMostLines = 50'000;
constexpr size_t kMostTextBytes = 4 * kLargestText;
constexpr int64_t kLongestOffsetMs = 24 * 60 * 60 * 1000;

constexpr std::string_view kSpace = " \t";

std::string_view trimmed(std::string_view text)
{
    const size_t first = text.find_first_not_of(kSpace);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string lowerCase(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

/// Digits at the front of `text`, at least one and at most `most`, as a number.
std::optional<int64_t> takeNumber(std::string_view& text, size_t most)
{
    int64_t number = 0;
    size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
        if (count == most)
            return std::nullopt;
        number = number * 10 + (text[count] - '0');
        ++count;
    }
    text.remove_prefix(count);
    return count == 0 ? std::nullopt : std::optional(number);
}

bool take(std::string_view& text, char c)
{
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}

/// What follows the point of a time, in milliseconds.
std::optional<int64_t> takeFraction(std::string_view& text)
{
    const std::string_view before = text;
    const std::optional<int64_t> number = takeNumber(text, 9);
    if (!number)
        return std::nullopt;
    int64_t milliseconds = *number;
    for (size_t digits = before.size() - text.size(); digits != 3; digits += digits < 3 ? 1 : -1)
        milliseconds = digits < 3 ? milliseconds * 10 : milliseconds / 10;
    return milliseconds;
}

/// A time in brackets at the front of `text`, in milliseconds; leaves `text` alone when there is none.
std::optional<int64_t> takeStamp(std::string_view& text, char open, char close)
{
    std::string_view rest = text;
    if (!take(rest, open))
        return std::nullopt;
    std::optional<int64_t> minutes = takeNumber(rest, 5);
    if (!minutes || !take(rest, ':'))
        return std::nullopt;
    std::optional<int64_t> seconds = takeNumber(rest, 2);
    if (!seconds)
        return std::nullopt;
    std::optional<int64_t> fraction = 0;
    if (take(rest, ':')) {
        const std::string_view third = rest;
        const std::optional<int64_t> number = takeNumber(rest, 2);
        if (number && take(rest, '.')) { // it was hours, minutes and seconds
            minutes = *minutes * 60 + *seconds;
            seconds = number;
            fraction = takeFraction(rest);
        } else {
            rest = third;
            fraction = takeFraction(rest);
        }
    } else if (take(rest, '.') || take(rest, ',')) {
        fraction = takeFraction(rest);
    }
    if (!fraction || !take(rest, close))
        return std::nullopt;
    text = rest;
    return (*minutes * 60 + *seconds) * 1000 + *fraction;
}

std::optional<int64_t> takeWordStamp(std::string_view& text)
{
    const std::optional<int64_t> stamp = takeStamp(text, '<', '>');
    return stamp ? stamp : takeStamp(text, '[', ']');
}

/// Appends a stretch of a line. Where two meet, there is one space at most, and it belongs to the first.
void appendStretch(Line& line, std::optional<int64_t> timeMs, std::string_view stretch)
{
    const bool startsWithSpace = !stretch.empty() && kSpace.find(stretch.front()) != std::string_view::npos;
    if (startsWithSpace) {
        stretch = stretch.substr(std::min(stretch.find_first_not_of(kSpace), stretch.size()));
        if (!line.text.empty() && kSpace.find(line.text.back()) == std::string_view::npos) {
            line.text += ' ';
            if (!line.words.empty())
                line.words.back().text += ' ';
        }
    }
    if (stretch.empty())
        return; // a time that ends the word before
    line.text += stretch;
    if (timeMs)
        line.words.push_back({*timeMs, std::string(stretch)});
    else
        line.words.push_back({line.timeMs, std::string(stretch)});
}

/// The line behind its own times, with the times of its words.
Line readLine(std::string_view body, int64_t timeMs)
{
    Line line;
    line.timeMs = timeMs;
    std::optional<int64_t> wordTime;
    bool hasWordTimes = false;
    size_t begin = 0;
    for (size_t at = 0; at < body.size();) {
        std::string_view rest = body.substr(at);
        const std::optional<int64_t> stamp =
            body[at] == '<' || body[at] == '[' ? takeWordStamp(rest) : std::nullopt;
        if (!stamp) {
            ++at;
            continue;
        }
        appendStretch(line, wordTime, body.substr(begin, at - begin));
        wordTime = stamp;
        hasWordTimes = true;
        at = begin = body.size() - rest.size();
    }
    appendStretch(line, wordTime, body.substr(begin));
    while (!line.text.empty() && kSpace.find(line.text.back()) != std::string_view::npos) {
        line.text.pop_back();
        line.words.back().text.pop_back();
    }
    if (!hasWordTimes)
        line.words.clear();
    return line;
}

class Parser {
  public:
    Document parse(std::string_view text)
    {
        while (!text.empty()) {
            const size_t end = std::min(text.find('\n'), text.size());
            readLineOfText(trimmed(text.substr(0, end)));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        finish();
        return std::move(m_document);
    }

  private:
    void readLineOfText(std::string_view text)
    {
        std::vector<int64_t> times;
        std::string_view body = text;
        for (std::string_view rest = body;;) {
            const std::optional<int64_t> time = takeStamp(rest, '[', ']');
            if (!time)
                break;
            times.push_back(*time);
            body = rest;
            rest = rest.substr(std::min(rest.find_first_not_of(kSpace), rest.size()));
        }
        if (!times.empty())
            addTimedLines(times, trimmed(body));
        else if (!readTag(text))
            addPlainLine(text);
    }

    void addTimedLines(const std::vector<int64_t>& times, std::string_view body)
    {
        const Line first = readLine(body, times.front());
        for (const int64_t time : times) {
            Line line = first;
            line.timeMs = time;
            for (Word& word : line.words)
                word.timeMs += time - times.front();
            count(line.text.size() + line.words.size() * sizeof(Word));
            m_document.lines.push_back(std::move(line));
        }
    }

    void addPlainLine(std::string_view text)
    {
        count(text.size());
        m_plainLines.push_back({0, std::string(text), {}});
    }

    void count(size_t bytes)
    {
        m_bytes += bytes;
        if (++m_count > kMostLines || m_bytes > kMostTextBytes)
            throw sdk::Error(ST_ERR_CORRUPT,
                             "These are no lyrics: more than 50,000 lines, or 16 MB of text.");
    }

    /// Whether `text` is an id tag. Words in brackets that are none, such as [Chorus], are text.
    bool readTag(std::string_view text)
    {
        const size_t colon = text.find(':');
        if (text.size() < 3 || text.front() != '[' || text.back() != ']' || colon == std::string_view::npos)
            return false;
        const std::string key = lowerCase(trimmed(text.substr(1, colon - 1)));
        const std::string_view value = trimmed(text.substr(colon + 1, text.size() - colon - 2));
        if (key == "ti")
            m_document.title = value;
        else if (key == "ar")
            m_document.artist = value;
        else if (key == "al")
            m_document.album = value;
        else if (key == "la" || key == "language")
            m_document.language = value;
        else if (key == "offset")
            readOffset(value);
        else
            return std::find(kOtherTags.begin(), kOtherTags.end(), key) != kOtherTags.end();
        return true;
    }

    void readOffset(std::string_view value)
    {
        take(value, '+');
        int64_t offset = 0;
        const auto result = std::from_chars(value.data(), value.data() + value.size(), offset);
        if (result.ec == std::errc() && offset >= -kLongestOffsetMs && offset <= kLongestOffsetMs)
            m_offsetMs = offset;
    }

    void finish()
    {
        m_document.isSynchronized = !m_document.lines.empty();
        if (!m_document.isSynchronized) {
            const auto hasText = [](const Line& line) { return !line.text.empty(); };
            const auto first = std::find_if(m_plainLines.begin(), m_plainLines.end(), hasText);
            const auto last = std::find_if(m_plainLines.rbegin(), m_plainLines.rend(), hasText).base();
            if (first < last)
                m_document.lines.assign(std::make_move_iterator(first), std::make_move_iterator(last));
            return;
        }
        const auto moved = [this](int64_t timeMs) { return std::max<int64_t>(timeMs - m_offsetMs, 0); };
        for (Line& line : m_document.lines) {
            line.timeMs = moved(line.timeMs);
            for (Word& word : line.words)
                word.timeMs = moved(word.timeMs);
        }
        std::stable_sort(m_document.lines.begin(), m_document.lines.end(),
                         [](const Line& left, const Line& right) { return left.timeMs < right.timeMs; });
    }

    /// Author, maker, length, editor, version, comment.
    static constexpr std::array<std::string_view, 8> kOtherTags{"au", "by", "length", "re",
                                                                "ve", "#",  "lr",     "tool"};

    Document m_document;
    std::vector<Line> m_plainLines;
    int64_t m_offsetMs = 0;
    size_t m_count = 0;
    size_t m_bytes = 0;
};

} // namespace

Document parseLrc(std::string_view text)
{
    return Parser().parse(text);
}

} // namespace stellatune::lrc
