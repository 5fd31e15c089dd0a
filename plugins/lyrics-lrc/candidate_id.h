// Names for lyrics that stay the same from one start to the next.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace stellatune::lrc {

/// "side:/music/a.lrc", "collection:Can - Vitamin C.lrc" or "tag:0:/music/a.flac".
struct CandidateId {
    enum class Kind : uint8_t {
        SideFile,   ///< path: of the file with the lyrics
        Collection, ///< path: its name in the folder that the listener chose
        Tag,        ///< path: of the music; index: which of its lyrics
    };
    Kind kind = Kind::SideFile;
    std::filesystem::path path;
    size_t index = 0;

    std::string toText() const;
    /// Nothing when `text` is no such name. Says nothing about what is there.
    static std::optional<CandidateId> parse(std::string_view text);
};

} // namespace stellatune::lrc
