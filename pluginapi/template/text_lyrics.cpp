// SPDX-License-Identifier: MIT
// Finds the words in a text file: beside the music under the same name, or as "Artist - Title.txt" in a
// folder.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "stellatune_plugin_info.h"
#include <pluginapi/sdk/plugin.h>

using namespace stellatune::sdk;

class TextLyrics {
  public:
    static constexpr std::string_view kSchema = R"({"type": "object", "properties": {
        "folder": {"type": "string", "format": "folder-path", "title": "Folder with lyrics", "default": "",
                   "description": "Searched for \"Artist - Title.txt\", besides the folder of the music."}}})";
    static constexpr TypeInfo kType{.typeId = "text",
                                    .displayName = "Text files",
                                    .configSchema = kSchema,
                                    .defaultConfig = R"({"folder": ""})"};

    explicit TextLyrics(const Config& config) : m_folder(toPath(config.text("folder", ""))) {}

    // This and fetch() run on threads of the SDK, several at once, so they change no members.
    Json search(const LyricsQuery& query, Cancellation& cancellation)
    {
        Json candidates = Json::array();
        if (!query.path.empty()) {
            offer(toPath(query.path).replace_extension(".txt"), 1.0, "Beside the music", query, candidates);
        }
        cancellation.throwIfCancelled();
        if (!m_folder.empty() && !query.artist.empty() && !query.title.empty()) {
            std::string name = std::string(query.artist) + " - " + std::string(query.title) + ".txt";
            std::replace(name.begin(), name.end(), '/', '_'); // AC/DC is no folder
            offer(m_folder / toPath(name), 0.8, "Folder with lyrics", query, candidates);
        }
        return Json::object({{"candidates", candidates}});
    }

    Json fetch(std::string_view candidateId, Cancellation& cancellation)
    {
        std::ifstream file(toPath(candidateId));
        if (!file) {
            throw Error(ST_ERR_NOT_FOUND, "The lyrics are gone: " + std::string(candidateId));
        }
        Json lines = Json::array();
        for (std::string line; std::getline(file, line);) {
            cancellation.throwIfCancelled();
            if (line.ends_with('\r')) {
                line.pop_back();
            }
            lines.push(Json::object({{"text", line}}));
        }
        return Json::object({{"lines", lines}, {"synchronized", false}});
    }

  private:
    static void offer(const std::filesystem::path& path, double score, const char* source,
                      const LyricsQuery& query, Json& candidates)
    {
        std::error_code error; // what cannot be read has no lyrics, and nothing sings a megabyte
        if (std::filesystem::is_regular_file(path, error) &&
            std::filesystem::file_size(path, error) < 1'000'000) {
            candidates.push(Json::object({{"id", toUtf8(path)},
                                          {"title", query.title},
                                          {"artist", query.artist},
                                          {"synchronized", false},
                                          {"source", source},
                                          {"score", score}}));
        }
    }

    std::filesystem::path m_folder;
};

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, lyrics<TextLyrics>());
