// The lyrics that lie beside the music, in its tags, and in a folder of the listener's.
#pragma once

#include "lyrics_document.h"

#include <filesystem>
#include <string_view>
#include <vector>

#include <pluginapi/sdk/plugin.h>

namespace stellatune::lrc {

/// Immutable, so its operations may run side by side.
class LrcProvider {
  public:
    static constexpr sdk::TypeInfo kType{.typeId = "lrc",
                                         .displayName = "Lyrics beside the music and in its tags",
                                         .configSchema = R"({
  "type": "object",
  "properties": {
    "folder": {
      "type": "string", "format": "folder-path", "title": "Folder with lyrics", "x-order": 1, "default": "",
      "description": "Files named \"artist - title.lrc\" are found here, besides those beside the music."
    },
    "text_files": {
      "type": "boolean", "title": "Take .txt files too", "x-order": 2, "default": true
    }
  }
})",
                                         .defaultConfig = R"({"folder": "", "text_files": true})"};

    /// Throws sdk::Error, which names the key, when `config` makes no sense.
    explicit LrcProvider(const sdk::Config& config);

    sdk::Json search(const sdk::LyricsQuery& query, sdk::Cancellation& cancellation) const;
    sdk::Json fetch(std::string_view candidateId, sdk::Cancellation& cancellation) const;

  private:
    struct Candidate {
        sdk::Json json;
        double score;
    };
    struct Place;

    void searchFile(const Place& place, const sdk::LyricsQuery& query, const sdk::Cancellation& cancellation,
                    std::vector<Candidate>& candidates) const;
    void searchTags(const sdk::LyricsQuery& query, const sdk::Cancellation& cancellation,
                    std::vector<Candidate>& candidates) const;

    const std::filesystem::path m_folder; ///< may be empty
    const bool m_withTextFiles;
};

} // namespace stellatune::lrc
