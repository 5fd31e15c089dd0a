// The plugin's library, a folder to write into, and eyes of others to look at what it wrote.
#pragma once

#include "pluginhost/lease/sink_instance.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/fixtures/loaded_plugin.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <sndfile.h>

namespace stellatune::filesink {

using fixtures::Pcm;
using testing::ChildProcess;
using testing::LoadedPlugin;
using testing::TemporaryFolder;

/// A sound file as libsndfile sees it.
struct StoredSound {
    SF_INFO info{};
    std::vector<int32_t> integers; ///< right-aligned; empty for float
    std::vector<float> floats;     ///< for float alone
    std::vector<int> speakers;
    std::string title, artist, album, genre, date, number, comment;
};

inline StoredSound readSound(const std::filesystem::path& path)
{
    StoredSound sound;
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &sound.info),
                                                           &sf_close);
    if (!file)
        throw std::runtime_error("cannot read " + path.string() + ": " + sf_strerror(nullptr));
    const auto samples = static_cast<size_t>(sound.info.frames * sound.info.channels);
    const int subtype = sound.info.format & SF_FORMAT_SUBMASK;
    if (subtype == SF_FORMAT_FLOAT) {
        sound.floats.resize(samples);
        sf_read_float(file.get(), sound.floats.data(), static_cast<sf_count_t>(samples));
    } else {
        sound.integers.resize(samples);
        sf_read_int(file.get(), sound.integers.data(), static_cast<sf_count_t>(samples));
        for (int32_t& sample : sound.integers)
            sample >>= subtype == SF_FORMAT_PCM_16 ? 16 : 8;
    }
    sound.speakers.resize(static_cast<size_t>(sound.info.channels));
    if (sf_command(file.get(), SFC_GET_CHANNEL_MAP_INFO, sound.speakers.data(),
                   static_cast<int>(sound.speakers.size() * sizeof(int))) == 0)
        sound.speakers.clear();
    const auto text = [&file](int kind) {
        const char* found = sf_get_string(file.get(), kind);
        return std::string(found != nullptr ? found : "");
    };
    sound.title = text(SF_STR_TITLE);
    sound.artist = text(SF_STR_ARTIST);
    sound.album = text(SF_STR_ALBUM);
    sound.genre = text(SF_STR_GENRE);
    sound.date = text(SF_STR_DATE);
    sound.number = text(SF_STR_TRACKNUMBER);
    sound.comment = text(SF_STR_COMMENT);
    return sound;
}

class SinkTest : public ::testing::Test {
  protected:
    std::filesystem::path folder() const { return m_folder.path() / "music"; }

    /// A sink that writes into folder(); `more` are further keys, such as R"("format": "wav")".
    std::unique_ptr<SinkInstance> makeSink(std::string_view more = "") const
    {
        const std::string config = "{\"folder\": \"" + folder().string() + "\"" + (more.empty() ? "" : ", ") +
                                   std::string(more) + "}";
        Result<std::unique_ptr<SinkInstance>> sink = SinkInstance::create(m_plugin.lease(), "file", config);
        if (!sink)
            throw std::runtime_error(sink.error().message);
        return std::move(*sink);
    }

    static StSinkFormat formatOf(const Pcm& pcm, uint32_t channelMask = 0)
    {
        StSinkFormat format{};
        format.struct_size = sizeof format;
        format.sample_rate = pcm.sampleRate;
        format.channels = pcm.channels;
        format.channel_mask = channelMask;
        format.bits_per_sample = pcm.bits;
        return format;
    }

    /// Negotiates and opens the way the host does.
    static void open(SinkInstance& sink, const StSinkFormat& wanted, std::string_view target = "")
    {
        const Result<StSinkFormat> accepted = sink.negotiate(target, wanted);
        ASSERT_TRUE(accepted) << accepted.error().message;
        EXPECT_EQ(accepted->sample_rate, wanted.sample_rate);
        EXPECT_EQ(accepted->channels, wanted.channels);
        const Result<void> opened = sink.open(target, *accepted);
        ASSERT_TRUE(opened) << opened.error().message;
    }

    static Result<void> write(SinkInstance& sink, std::span<const float> samples, uint32_t channels,
                              uint32_t chunkFrames = 4096)
    {
        while (!samples.empty()) {
            const size_t chunk = std::min<size_t>(samples.size(), size_t{chunkFrames} * channels);
            const Result<uint32_t> taken = sink.write(samples.first(chunk));
            if (!taken)
                return taken.error();
            samples = samples.subspan(size_t{*taken} * channels);
        }
        return {};
    }
    static void write(SinkInstance& sink, const Pcm& pcm)
    {
        const Result<void> written = write(sink, pcm.asFloat(), pcm.channels, 1000);
        ASSERT_TRUE(written) << written.error().message;
    }

    static void beginTrack(SinkInstance& sink, std::string_view track)
    {
        const Result<void> begun = sink.beginTrack(track);
        ASSERT_TRUE(begun) << begun.error().message;
    }
    static void close(SinkInstance& sink)
    {
        const Result<void> closed = sink.close();
        ASSERT_TRUE(closed) << closed.error().message;
    }

    /// Names of all files in folder() and below, sorted.
    std::vector<std::string> files() const
    {
        std::vector<std::string> names;
        std::error_code failure;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder(), failure)) {
            if (entry.is_regular_file())
                names.push_back(entry.path().lexically_relative(folder()).string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    /// What a program says about a file.
    std::string ask(const std::vector<std::string>& command) const
    {
        const std::filesystem::path answer = m_folder.path() / "answer";
        ChildProcess process(command, answer);
        EXPECT_EQ(process.wait(), 0) << command[0];
        std::ifstream file(answer);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }

    TemporaryFolder m_folder;
    LoadedPlugin m_plugin{STELLATUNE_TESTED_PLUGIN};
};

} // namespace stellatune::filesink
