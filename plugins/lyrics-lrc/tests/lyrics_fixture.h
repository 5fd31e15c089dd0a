// The plugin's library, and a folder with music and lyrics.
#pragma once

#include "pluginhost/lease/lyrics_instance.h"
#include "pluginhost/lease/text_transfer.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/loaded_plugin.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune::lrc {

using Json = nlohmann::json;
using testing::LoadedPlugin;
using testing::TemporaryFolder;

class LyricsTest : public ::testing::Test {
  protected:
    LyricsTest() { makeProvider(""); }

    const std::filesystem::path& folder() const { return m_folder.path(); }

    void makeProvider(std::string_view config)
    {
        m_provider.reset();
        auto made = LyricsInstance::create(m_plugin.lease(), "lrc", config);
        if (!made)
            throw std::runtime_error(made.error().message);
        m_provider = std::move(*made);
    }

    std::filesystem::path writeFile(const std::string& name, std::string_view content) const
    {
        const std::filesystem::path path = folder() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream file(path, std::ios::binary);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
        return path;
    }

    /// A file that is music by its name alone.
    std::filesystem::path makeMusic(const std::string& name) const { return writeFile(name, "no music"); }

    /// The texts must live as long as the query.
    static StLyricsQuery queryFor(std::string_view path, std::string_view title, std::string_view artist,
                                  std::string_view album)
    {
        StLyricsQuery query{};
        query.struct_size = sizeof query;
        query.path = toStString(path);
        query.title = toStString(title);
        query.artist = toStString(artist);
        query.album = toStString(album);
        return query;
    }

    static Result<std::string> finish(Result<std::unique_ptr<PluginOperation>> operation)
    {
        if (!operation)
            return operation.error();
        const auto state = (*operation)->wait(std::chrono::seconds(60));
        EXPECT_TRUE(state && *state != PluginOperation::State::Pending);
        return (*operation)->takeText();
    }

    Json search(const std::filesystem::path& music, std::string_view title = "", std::string_view artist = "",
                std::string_view album = "")
    {
        const std::string path = music.string();
        const Result<std::string> found =
            finish(m_provider->beginSearch(queryFor(path, title, artist, album), [] {}));
        if (!found)
            throw std::runtime_error(found.error().message);
        return Json::parse(*found);
    }

    Json fetch(const std::string& id)
    {
        const Result<std::string> fetched = finish(m_provider->beginFetch(id, [] {}));
        if (!fetched)
            throw std::runtime_error(fetched.error().message);
        return Json::parse(*fetched);
    }

    /// Why it failed, in the plugin's words.
    std::string fetchFailure(std::string_view id)
    {
        const Result<std::string> fetched = finish(m_provider->beginFetch(id, [] {}));
        return fetched ? "it did not fail" : fetched.error().message;
    }

    static std::vector<std::string> sources(const Json& found)
    {
        std::vector<std::string> all;
        for (const Json& candidate : found["candidates"])
            all.push_back(candidate["source"]);
        return all;
    }

    TemporaryFolder m_folder;
    LoadedPlugin m_plugin{STELLATUNE_TESTED_PLUGIN};
    std::unique_ptr<LyricsInstance> m_provider;
};

} // namespace stellatune::lrc
