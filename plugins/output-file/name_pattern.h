// File names made from what is known of a track.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune::filesink {

/// Values by placeholder, UTF-8; a missing one counts as empty.
using NameFields = std::map<std::string, std::string, std::less<>>;

/// A pattern such as "{album_artist}/{album}/{track} {title}", in which "/" begins a sub folder. What stands
/// between two placeholders is left out with the second one when that is empty, or with the first one when
/// nothing comes before it: "{track} {artist} - {title}" gives "07 Title" and "Title" as well.
class NamePattern {
  public:
    NamePattern() = default;

    /// Placeholders: track, disc, title, artist, album, album_artist, genre, date, file (the name of the
    /// played file without its extension), now (the time at which the file is begun). Nothing when `text` is
    /// empty, uses others or leaves a brace open.
    static std::optional<NamePattern> parse(std::string_view text);

    /// A relative path with "/" between its parts, each of which every usual file system takes, without an
    /// extension. Never empty: `fallback` stands in for a last part of which nothing is left.
    std::string expand(const NameFields& fields, std::string_view fallback) const;

  private:
    /// A placeholder and the text in front of it; at the end of a part there may be text alone.
    struct Piece {
        std::string text;
        std::string placeholder;
    };
    using Part = std::vector<Piece>;

    static std::string expandPart(const Part& part, const NameFields& fields);

    std::vector<Part> m_parts;
};

/// `text` as the name of one file or folder on every usual system, at most kLongestName bytes long; empty
/// when nothing of it is left.
std::string safeName(std::string_view text);

/// Bytes. File systems take 255; this leaves room for a number, an extension and the mark of an unfinished
/// file.
inline constexpr size_t kLongestName = 160;

} // namespace stellatune::filesink
