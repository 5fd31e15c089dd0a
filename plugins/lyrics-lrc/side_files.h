// Lyrics in files of their own: where they lie, and what is in them.
#pragma once

#include "lyrics_document.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <pluginapi/sdk/cancellation.h>

namespace stellatune::lrc {

struct SideFile {
    std::filesystem::path path;
    bool isBeside = false; ///< in the folder of the music, not in its folder "lyrics"
};

/// The files with lyrics for `music`: its name with .lrc or .txt instead of its extension or behind it,
/// beside it or in a folder "lyrics" beside it, upper and lower case of a to z being equal. Best first.
std::vector<SideFile> findSideFiles(const std::filesystem::path& music, bool withTextFiles,
                                    const sdk::Cancellation& cancellation);

/// Whether findSideFiles() would give `file` for some music that is there.
bool isSideFile(const std::filesystem::path& file, bool withTextFiles, const sdk::Cancellation& cancellation);

/// The files "artist - title.lrc" (or .txt) in `collection`. Letter case does not matter, nor do characters
/// that file names cannot hold.
std::vector<std::filesystem::path> findInCollection(const std::filesystem::path& collection,
                                                    std::string_view artist, std::string_view title,
                                                    bool withTextFiles,
                                                    const sdk::Cancellation& cancellation);

/// .lrc, or .txt where these are wanted.
bool hasLyricsExtension(const std::filesystem::path& file, bool withTextFiles);

/// Throws sdk::Error, which names the file, when it cannot be read or is too large for lyrics.
Document readSideFile(const std::filesystem::path& file, const sdk::Cancellation& cancellation);

} // namespace stellatune::lrc
