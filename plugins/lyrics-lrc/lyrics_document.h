// Lyrics, wherever they came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <pluginapi/sdk/json.h>

namespace stellatune::lrc {

struct Word {
    int64_t timeMs = 0;
    std::string text; ///< with the space behind it, so that a line's words make up its text
};

struct Line {
    int64_t timeMs = 0; ///< means something in synchronised lyrics alone
    std::string text;   ///< empty for a pause
    std::vector<Word> words;
};

struct Document {
    bool isSynchronized = false;
    std::vector<Line> lines; ///< in order of time when synchronised
    std::string title;
    std::string artist;
    std::string album;
    std::string language;

    bool isEmpty() const;
    /// As the fetch of pluginapi/abi/lyrics.h answers.
    sdk::Json toJson() const;
};

/// Bytes of a file or tag that are read as lyrics.
inline constexpr size_t kLargestText = 4u * 1024 * 1024;

} // namespace stellatune::lrc
