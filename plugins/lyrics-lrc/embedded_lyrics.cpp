#include "embedded_lyrics.h"

#include "lrc_parser.h"
#include "lyrics_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <aifffile.h>
#include <fileref.h>
#include <flacfile.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <pluginapi/sdk/error.h>
#include <synchronizedlyricsframe.h>
#include <tpropertymap.h>
#include <trueaudiofile.h>
#include <unsynchronizedlyricsframe.h>
#include <wavfile.h>

namespace stellatune::lrc {

namespace {

using TagLib::ID3v2::SynchronizedLyricsFrame;
using TagLib::ID3v2::UnsynchronizedLyricsFrame;

/// Many taggers store UTF-8, or the code page of their country, where a tag says Latin-1. (TagLib's own hook
/// for this belongs to the process and would outlive a plugin.)
std::string toText(const TagLib::String& text)
{
    if (text.size() > kLargestText)
        return {};
    if (text.isLatin1()) {
        const std::string bytes = text.to8Bit(false);
        return decodeText(bytes);
    }
    std::u16string units;
    units.reserve(text.size());
    for (const wchar_t unit : text)
        units += static_cast<char16_t>(unit); // TagLib keeps UTF-16 whatever the size of wchar_t
    return decodeUtf16(units);
}

TagLib::ID3v2::Tag* id3v2TagOf(TagLib::File* file)
{
    if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(file))
        return mpeg->ID3v2Tag();
    if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(file))
        return wav->ID3v2Tag();
    if (auto* aiff = dynamic_cast<TagLib::RIFF::AIFF::File*>(file))
        return aiff->tag();
    if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(file))
        return flac->ID3v2Tag();
    if (auto* trueAudio = dynamic_cast<TagLib::TrueAudio::File*>(file))
        return trueAudio->ID3v2Tag();
    return nullptr;
}

/// ISO 639-2 in three bytes; taggers without an opinion write "XXX", spaces or zeros.
std::string languageOf(const TagLib::ByteVector& bytes)
{
    std::string language(bytes.data(), bytes.size());
    std::transform(language.begin(), language.end(), language.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool isCode = language.size() == 3 && std::all_of(language.begin(), language.end(),
                                                            [](char c) { return c >= 'a' && c <= 'z'; });
    return isCode && language != "xxx" && language != "und" ? language : std::string();
}

void trimEnd(std::string& text)
{
    const size_t last = text.find_last_not_of(" \t");
    text.erase(last == std::string::npos ? 0 : last + 1);
}

struct Piece {
    int64_t timeMs;
    std::string text;
};

/// Where some pieces hold line ends, in front of a line or behind it, the others go on in the line they find.
/// Where none does, each is a line, and an empty one is a pause.
std::vector<Line> linesOf(const std::vector<Piece>& pieces)
{
    const bool hasLineEnds = std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
        return piece.text.find('\n') != std::string::npos;
    });
    std::vector<Line> lines;
    for (const Piece& piece : pieces) {
        bool beginsLine = !hasLineEnds || lines.empty();
        for (size_t at = 0; at <= piece.text.size(); beginsLine = true) {
            const size_t end = std::min(piece.text.find('\n', at), piece.text.size());
            if (beginsLine)
                lines.push_back({piece.timeMs, {}, {}});
            if (end > at) {
                Line& line = lines.back();
                if (line.words.empty())
                    line.timeMs = piece.timeMs;
                line.words.push_back({piece.timeMs, piece.text.substr(at, end - at)});
                line.text += line.words.back().text;
            }
            at = end + 1;
        }
    }
    if (hasLineEnds)
        std::erase_if(lines, [](const Line& line) { return line.words.empty(); });
    return lines;
}

/// A line of one word needs no times of its words.
void tidy(Line& line)
{
    trimEnd(line.text);
    if (line.words.size() < 2)
        line.words.clear();
    else
        trimEnd(line.words.back().text);
}

Document fromFrame(const SynchronizedLyricsFrame& frame)
{
    Document document;
    document.isSynchronized = true;
    document.language = languageOf(frame.language());
    std::vector<Piece> pieces;
    size_t bytes = 0;
    for (const SynchronizedLyricsFrame::SynchedText& stored : frame.synchedText()) {
        pieces.push_back({stored.time, toText(stored.text)});
        bytes += pieces.back().text.size();
    }
    if (bytes > kLargestText)
        return {};
    document.lines = linesOf(pieces);
    std::stable_sort(document.lines.begin(), document.lines.end(),
                     [](const Line& left, const Line& right) { return left.timeMs < right.timeMs; });
    std::for_each(document.lines.begin(), document.lines.end(), tidy);
    return document;
}

/// Gathers what one file has, each text once.
class Collector {
  public:
    void add(Document document)
    {
        if (!document.isEmpty())
            m_documents.push_back(std::move(document));
    }

    void addText(const TagLib::String& stored, const std::string& language)
    {
        const std::string text = toText(stored);
        if (!m_seen.insert(text).second)
            return;
        try {
            Document document = parseLrc(text);
            if (document.language.empty())
                document.language = language;
            add(std::move(document));
        } catch (const sdk::Error&) {
            // A tag that is no lyrics leaves the others as they are.
        }
    }

    std::vector<Document> finish()
    {
        std::stable_partition(m_documents.begin(), m_documents.end(),
                              [](const Document& document) { return document.isSynchronized; });
        return std::move(m_documents);
    }

  private:
    std::vector<Document> m_documents;
    std::set<std::string> m_seen;
};

void collectId3v2(const TagLib::ID3v2::Tag& tag, Collector& collector)
{
    for (const TagLib::ID3v2::Frame* frame : tag.frameList("SYLT")) {
        const auto* lyrics = dynamic_cast<const SynchronizedLyricsFrame*>(frame);
        if (lyrics != nullptr && lyrics->timestampFormat() == SynchronizedLyricsFrame::AbsoluteMilliseconds)
            collector.add(fromFrame(*lyrics));
    }
    for (const TagLib::ID3v2::Frame* frame : tag.frameList("USLT")) {
        if (const auto* lyrics = dynamic_cast<const UnsynchronizedLyricsFrame*>(frame))
            collector.addText(lyrics->text(), languageOf(lyrics->language()));
    }
}

/// The names that taggers use, with and without a description behind a colon.
bool isLyricsProperty(const TagLib::String& name)
{
    static constexpr std::array<const char*, 4> kNames{"LYRICS", "SYNCEDLYRICS", "UNSYNCEDLYRICS",
                                                       "UNSYNCED LYRICS"};
    return std::any_of(kNames.begin(), kNames.end(), [&name](const char* known) {
        return name == known || name.startsWith(TagLib::String(known) + ":");
    });
}

} // namespace

std::vector<Document> readEmbeddedLyrics(const std::filesystem::path& music)
{
    std::error_code failure;
    if (!std::filesystem::is_regular_file(music, failure)) // opening a pipe would wait for its writer
        return {};
    const TagLib::FileRef reference(music.c_str(), false);
    if (reference.isNull())
        return {};
    Collector collector;
    if (const TagLib::ID3v2::Tag* tag = id3v2TagOf(reference.file()))
        collectId3v2(*tag, collector);
    for (const auto& [name, values] : reference.file()->properties()) {
        if (!isLyricsProperty(name))
            continue;
        for (const TagLib::String& value : values)
            collector.addText(value, {});
    }
    return collector.finish();
}

} // namespace stellatune::lrc
