// The plugins of the template, as somebody built them outside the tree, doing what they are for.
// check_template.cmake says in the environment where they are.
#include "pluginhost/host/control_desk.h"
#include "pluginhost/host/event_queue.h"
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/lease/decoder_instance.h"
#include "pluginhost/lease/dsp_instance.h"
#include "pluginhost/lease/lyrics_instance.h"
#include "pluginhost/module/module_library.h"
#include "pluginhost/stream/file_stream.h"
#include "tests/fixtures/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace stellatune {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

std::filesystem::path pluginsFolder()
{
    const char* folder = std::getenv("STELLATUNE_TEMPLATE_PLUGINS");
    return folder != nullptr ? folder : "";
}

/// One plugin from loading to the proof that it left. Instances must be gone before it is.
class LoadedPlugin {
  public:
    explicit LoadedPlugin(const std::string& name)
        : m_host({.pluginId = "org.example." + name,
                  .hostVersion = "1.0.0",
                  .dataFolder = m_folder.path(),
                  .packageFolder = std::nullopt,
                  .events = std::make_shared<EventQueue>(),
                  .control = std::make_shared<ControlDesk>(),
                  .log = [](LogLevel, std::string_view) {}})
    {
        auto loaded = ModuleLibrary::load(pluginsFolder() / name / (name + ".so"), m_host.asPluginSeesIt());
        if (!loaded) {
            throw std::runtime_error(loaded.error().message);
        }
        m_library = *loaded;
    }

    ~LoadedPlugin()
    {
        EXPECT_TRUE(m_library->shutdown());
        const Residency residency = m_library->close();
        EXPECT_TRUE(residency.unmapped) << residency.reason;
    }

    std::shared_ptr<const ModuleLease> lease() const { return std::make_shared<ModuleLease>(m_library, 1); }
    const ModuleLibrary& library() const { return *m_library; }

  private:
    TemporaryFolder m_folder;
    PluginHost m_host;
    std::shared_ptr<ModuleLibrary> m_library;
};

void writeFile(const std::filesystem::path& path, const std::string& content)
{
    std::ofstream(path, std::ios::binary) << content;
}

// ---- the decoder ----

class TemplateDecoder : public ::testing::Test {
  protected:
    static constexpr size_t kFrames = 10'000;

    static int16_t valueAt(size_t sample) { return static_cast<int16_t>(sample * 7919u); }

    /// Stereo, with a byte too many at the end.
    std::filesystem::path musicFile(bool isBig)
    {
        std::string bytes;
        for (size_t sample = 0; sample < 2 * kFrames; ++sample) {
            const auto value = static_cast<uint16_t>(valueAt(sample));
            const char low = static_cast<char>(value & 0xff);
            const char high = static_cast<char>(value >> 8);
            bytes += isBig ? high : low;
            bytes += isBig ? low : high;
        }
        std::filesystem::path path = m_folder.path() / "music.pcm";
        writeFile(path, bytes + "x");
        return path;
    }

    std::unique_ptr<DecoderInstance> open(const std::filesystem::path& path, std::string_view config)
    {
        auto decoder = DecoderInstance::create(m_plugin.lease(), "pcm", config);
        auto bytes = FileStream::open(path);
        if (!decoder || !bytes) {
            throw std::runtime_error(decoder ? bytes.error().message : decoder.error().message);
        }
        if (auto opened = (*decoder)->open(std::move(bytes.value()), path.string(), "pcm"); !opened) {
            throw std::runtime_error(opened.error().message);
        }
        return std::move(decoder.value());
    }

    /// Reads to the end in blocks of uneven length.
    static std::vector<float> readAll(DecoderInstance& decoder)
    {
        std::vector<float> all;
        std::vector<float> block(1554);
        for (;;) {
            auto read = decoder.read(block);
            if (!read) {
                throw std::runtime_error(read.error().message);
            }
            all.insert(all.end(), block.begin(), block.begin() + ptrdiff_t{2} * read->frames);
            if (read->atEnd) {
                return all;
            }
        }
    }

    TemporaryFolder m_folder;
    LoadedPlugin m_plugin{"pcm-decoder"};
};

TEST_F(TemplateDecoder, WantsItsExtensions)
{
    const StDecoderType* type = m_plugin.library().decoder("pcm");
    ASSERT_NE(type, nullptr);
    ASSERT_EQ(type->score_count, 2u);
    EXPECT_EQ(std::string_view(type->scores[0].extension.data, type->scores[0].extension.size), "pcm");
    EXPECT_EQ(type->scores[0].score, 10u);
}

TEST_F(TemplateDecoder, PlaysEachSample)
{
    for (const bool isBig : {false, true}) {
        const auto decoder =
            open(musicFile(isBig), isBig ? R"({"rate": 48000, "order": "big"})" : R"({"rate": 48000})");
        EXPECT_EQ(decoder->info().sample_rate, 48000u);
        EXPECT_EQ(decoder->info().channels, 2u);
        EXPECT_EQ(decoder->info().frames, kFrames);
        const std::vector<float> samples = readAll(*decoder);
        ASSERT_EQ(samples.size(), 2 * kFrames);
        for (size_t sample = 0; sample < 2 * kFrames; ++sample) {
            ASSERT_EQ(samples[sample], static_cast<float>(valueAt(sample)) / 32768.0f) << sample;
        }
    }
}

TEST_F(TemplateDecoder, SeeksToTheFrame)
{
    const auto decoder = open(musicFile(false), "");
    const std::vector<float> all = readAll(*decoder);
    for (const size_t frame : {size_t{0}, size_t{1}, size_t{4321}, kFrames - 1, kFrames}) {
        auto reached = decoder->seek(frame);
        ASSERT_TRUE(reached);
        EXPECT_EQ(*reached, frame);
        EXPECT_EQ(readAll(*decoder),
                  std::vector<float>(all.begin() + static_cast<ptrdiff_t>(2 * frame), all.end()));
    }
    auto reached = decoder->seek(UINT64_MAX);
    ASSERT_TRUE(reached);
    EXPECT_EQ(*reached, kFrames);
    EXPECT_TRUE(readAll(*decoder).empty());
}

TEST_F(TemplateDecoder, NamesTheKeyThatIsWrong)
{
    auto decoder = DecoderInstance::create(m_plugin.lease(), "pcm", R"({"channels": 9})");
    ASSERT_FALSE(decoder);
    EXPECT_THAT(decoder.error().message, HasSubstr("channels"));
}

// ---- the DSP node, in both languages ----

struct Tremolos : public ::testing::Test {
    static constexpr uint32_t kRate = 48'000;
    static constexpr StDspFormat kFormat{
        .struct_size = sizeof(StDspFormat),
        .sample_rate = kRate,
        .channels = 2,
        .channel_mask = 0,
        .max_frames = 1024,
        .reserved = 0,
    };

    static std::unique_ptr<DspInstance> create(const LoadedPlugin& plugin, std::string_view config)
    {
        auto made = DspInstance::create(plugin.lease(), "tremolo", kFormat, config);
        if (!made) {
            throw std::runtime_error(made.error().message);
        }
        return std::move(made.value());
    }

    /// What becomes of ones.
    static std::vector<float> process(DspInstance& dsp, size_t frames)
    {
        std::vector<float> samples(2 * frames, 1.0f);
        for (size_t frame = 0; frame < frames; frame += 480) {
            EXPECT_EQ(dsp.process(samples.data() + 2 * frame, 480), ST_OK);
        }
        return samples;
    }

    static std::string plannedAs(DspInstance& dsp, std::string_view config)
    {
        const auto plan = dsp.planConfig(config);
        return plan && plan->change == ConfigChange::HotApply ? "applies" : "refuses";
    }

    LoadedPlugin m_cpp{"tremolo"};
    LoadedPlugin m_c{"tremolo-c"};
};

TEST_F(Tremolos, SwingAlike)
{
    const auto cpp = create(m_cpp, R"({"rate": 1, "depth": 100})");
    const auto c = create(m_c, R"({"rate": 1, "depth": 100})");
    const std::vector<float> samples = process(*cpp, kRate);
    EXPECT_THAT(process(*c, kRate), ::testing::Pointwise(::testing::FloatEq(), samples));
    for (size_t frame = 0; frame < kRate; ++frame) {
        const double phase = 2.0 * std::numbers::pi * static_cast<double>(frame) / kRate;
        ASSERT_NEAR(samples[2 * frame], 0.5 + 0.5 * std::cos(phase), 1e-4) << frame;
        ASSERT_EQ(samples[2 * frame], samples[2 * frame + 1]);
    }

    // Half a second on, at the quietest moment, the swing is switched off: no click, and all is as it was.
    for (const auto& dsp : {cpp.get(), c.get()}) {
        process(*dsp, kRate / 2);
        ASSERT_TRUE(dsp->applyConfig(R"({"rate": 0.1, "depth": 0})"));
        const std::vector<float> after = process(*dsp, kRate / 2);
        for (size_t i = 2; i < after.size(); ++i) {
            ASSERT_LT(std::abs(after[i] - after[i - 2]), 0.01f) << i;
        }
        EXPECT_NEAR(after.back(), 1.0f, 1e-4f);
    }
}

TEST_F(Tremolos, GoOnInTheNextInstance)
{
    for (const LoadedPlugin* plugin : {&m_cpp, &m_c}) {
        const auto first = create(*plugin, R"({"rate": 1})");
        process(*first, 12'000);
        auto state = first->exportState();
        ASSERT_TRUE(state);
        const auto second = create(*plugin, R"({"rate": 1})");
        ASSERT_TRUE(second->importState(*state));
        EXPECT_THAT(process(*second, 4800),
                    ::testing::Pointwise(::testing::FloatNear(1e-5f), process(*first, 4800)));
        ASSERT_EQ(second->reset(), ST_OK);
        EXPECT_EQ(process(*second, 480).front(), 1.0f);
    }
}

TEST_F(Tremolos, JudgeConfigurationsAlike)
{
    const auto cpp = create(m_cpp, "");
    const auto c = create(m_c, "");
    const auto expect = [&](std::string_view config, const char* outcome) {
        EXPECT_EQ(plannedAs(*cpp, config), outcome) << "C++: " << config;
        EXPECT_EQ(plannedAs(*c, config), outcome) << "C: " << config;
        EXPECT_EQ(cpp->applyConfig(config).hasValue(), outcome == std::string_view("applies")) << config;
        EXPECT_EQ(c->applyConfig(config).hasValue(), outcome == std::string_view("applies")) << config;
    };
    for (const char* config :
         {"", "{}", " \n{\t}\r ", R"({"rate": 5e0, "depth": 1.5E+1})", R"({"rate": 0.1})", R"({"rate": 20})",
          R"({"rate": 200e-1})", R"({"rate": null})", R"({"depth": -0})", R"({"rate": 99, "rate": 9})",
          R"({"other": {"rate": [1, {"b": "\""}, []], "x": {}}, "rate": 3, "more": [true, false, null]})"}) {
        expect(config, "applies");
    }
    for (const char* config : {" ",
                               "[]",
                               "5",
                               "{",
                               "}",
                               "{]",
                               R"({"rate"})",
                               R"({"rate": 5)",
                               R"({"rate": 5,})",
                               R"({"rate": 5}x)",
                               R"({"rate" 5})",
                               R"({rate: 5})",
                               R"({"rate": 05})",
                               R"({"rate": .5})",
                               R"({"rate": 5.})",
                               R"({"rate": +5})",
                               R"({"rate": 5e})",
                               R"({"rate": 5e999})",
                               R"({"rate": "5"})",
                               R"({"rate": true})",
                               R"({"rate": [5]})",
                               R"({"rate": 0.09})",
                               R"({"rate": 20.1})",
                               R"({"depth": -1})",
                               R"({"depth": 101})",
                               R"({"rate": 5, "x": "open)",
                               R"({"x": tru})",
                               R"({"x": "\)",
                               R"({"a": [1, 2})"}) {
        expect(config, "refuses");
    }
}

// ---- the lyrics ----

class TemplateLyrics : public ::testing::Test {
  protected:
    static std::string await(Result<std::unique_ptr<PluginOperation>> begun)
    {
        if (!begun) {
            return begun.error().message;
        }
        const auto state = (*begun)->wait(std::chrono::seconds(60));
        EXPECT_TRUE(state);
        auto text = (*begun)->takeText();
        return text ? *text : text.error().message;
    }

    static std::string search(LyricsInstance& lyrics, const std::string& path, std::string_view artist,
                              std::string_view title)
    {
        StLyricsQuery query{};
        query.struct_size = sizeof query;
        query.path = {path.data(), path.size()};
        query.artist = {artist.data(), artist.size()};
        query.title = {title.data(), title.size()};
        return await(lyrics.beginSearch(query, [] {}));
    }

    std::unique_ptr<LyricsInstance> create(const std::string& config)
    {
        auto made = LyricsInstance::create(m_plugin.lease(), "text", config);
        if (!made) {
            throw std::runtime_error(made.error().message);
        }
        return std::move(made.value());
    }

    TemporaryFolder m_folder;
    LoadedPlugin m_plugin{"text-lyrics"};
};

TEST_F(TemplateLyrics, AreFoundBesideTheMusic)
{
    writeFile(m_folder.path() / "song.txt", "first line\r\n\nthird \"line\"\n");
    const auto lyrics = create("");
    const std::string found = search(*lyrics, (m_folder.path() / "song.flac").string(), "", "");
    EXPECT_THAT(found, HasSubstr((m_folder.path() / "song.txt").string()));
    EXPECT_THAT(found, HasSubstr(R"("synchronized":false)"));

    const std::string words = await(lyrics->beginFetch((m_folder.path() / "song.txt").string(), [] {}));
    EXPECT_EQ(
        words,
        R"({"lines":[{"text":"first line"},{"text":""},{"text":"third \"line\""}],"synchronized":false})");
}

TEST_F(TemplateLyrics, AreFoundInTheFolder)
{
    writeFile(m_folder.path() / "AC_DC - Thunder.txt", "la la\n");
    const auto lyrics = create(R"({"folder": ")" + m_folder.path().string() + R"("})");
    EXPECT_THAT(search(*lyrics, "", "AC/DC", "Thunder"), HasSubstr("AC_DC - Thunder.txt"));
    EXPECT_EQ(search(*lyrics, "", "AC/DC", "Silence"), R"({"candidates":[]})");
    EXPECT_EQ(search(*lyrics, "", "", ""), R"({"candidates":[]})");
}

TEST_F(TemplateLyrics, SayWhatIsGone)
{
    const auto lyrics = create("");
    EXPECT_THAT(await(lyrics->beginFetch("/nowhere/song.txt", [] {})), HasSubstr("/nowhere/song.txt"));
}

} // namespace
} // namespace stellatune
