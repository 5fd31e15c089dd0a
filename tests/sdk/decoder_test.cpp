#include <algorithm>
#include <array>
#include <cstring>

#include <gtest/gtest.h>

#include "sdk_host.h"

namespace stellatune::sdk {
namespace {

/// Delivers its own frame numbers, and throws where the configuration says.
class Counting {
  public:
    static constexpr TypeInfo kType{.typeId = "counting",
                                    .displayName = "Counting",
                                    .configSchema = R"({"type":"object"})",
                                    .defaultConfig = R"({"frames":10})"};
    static constexpr DecoderScore kScores[] = {{"num", 60}, {"*", 1}};

    explicit Counting(const Config& config)
        : m_frames(static_cast<uint64_t>(config.integer("frames", 0, 0, 1000))),
          m_throwsAt(config.text("at", "")), m_throws(config.text("throw", "")),
          m_channels(static_cast<uint32_t>(config.integer("channels", 2))), m_lies(config.text("lies", ""))
    {
        throwAt("create");
    }

    void open(const DecoderRequest& request)
    {
        throwAt("open");
        stream = request.stream;
        path = request.path;
        extension = request.extension;
        subsong = request.subsong;
    }
    DecoderInfo info() const
    {
        return {.sampleRate = 44100, .channels = m_channels, .frames = m_frames, .subsongs = 3};
    }
    ReadResult read(std::span<float> interleaved)
    {
        throwAt("read");
        if (m_lies == "too much")
            return {static_cast<uint32_t>(interleaved.size()), false};
        if (m_lies == "nothing")
            return {0, false};
        const auto asked = static_cast<uint32_t>(interleaved.size() / m_channels);
        const auto frames = static_cast<uint32_t>(std::min<uint64_t>(asked, m_frames - m_position));
        for (uint32_t frame = 0; frame < frames; ++frame) {
            for (uint32_t channel = 0; channel < m_channels; ++channel)
                interleaved[frame * m_channels + channel] = static_cast<float>(m_position + frame);
        }
        m_position += frames;
        return {frames, m_position == m_frames};
    }
    uint64_t seek(uint64_t frame)
    {
        throwAt("seek");
        if (m_lies == "beyond")
            return frame + 1;
        m_position = std::min(frame, m_frames);
        return m_position;
    }
    Json metadata() const
    {
        throwAt("metadata");
        return m_lies == "array" ? Json::array() : Json::object({{"title", path}});
    }
    ConfigPlan planConfig(const Config& config) const
    {
        throwAt("plan");
        return config.boolean("recreate", false) ? ConfigPlan::recreate() : ConfigPlan::reject("Never.");
    }
    Json exportState() const
    {
        throwAt("export");
        return Json::object({{"position", m_position}});
    }
    void importState(const Json& state)
    {
        throwAt("import");
        m_position = static_cast<uint64_t>(state["position"].integer());
    }

    Stream stream;
    std::string path;
    std::string extension;
    uint32_t subsong = 0;

  private:
    void throwAt(std::string_view place) const
    {
        if (m_throwsAt == place)
            throwKind(m_throws);
    }

    uint64_t m_frames;
    uint64_t m_position = 0;
    std::string m_throwsAt;
    std::string m_throws;
    uint32_t m_channels;
    std::string m_lies;
};

/// The least that a decoder is.
struct Bare {
    static constexpr TypeInfo kType{.typeId = "bare", .displayName = "Bare"};
    void open(const DecoderRequest&) {}
    DecoderInfo info() const { return {.sampleRate = 8000, .channels = 1}; }
    ReadResult read(std::span<float>) { return {0, true}; }
};

template <typename T>
const StDecoderType& typeOf()
{
    return *static_cast<const StDecoderType*>(decoder<T>().capability->type);
}

/// A stream over the bytes "0123456789".
struct Digits {
    uint64_t offset = 0;
    int32_t status = ST_OK;

    StStream stream(bool seekable = true) { return {this, seekable ? &kSeekable : &kForward}; }

    static int32_t read(void* handle, void* buffer, uint64_t size, uint64_t* outRead)
    {
        Digits& self = *static_cast<Digits*>(handle);
        *outRead = std::min<uint64_t>({size, 10 - self.offset, 4});
        std::memcpy(buffer, &"0123456789"[self.offset], *outRead);
        self.offset += *outRead;
        return self.status;
    }
    static int32_t seek(void* handle, uint64_t offset)
    {
        static_cast<Digits*>(handle)->offset = std::min<uint64_t>(offset, 10);
        return ST_OK;
    }
    static int32_t tell(void* handle, uint64_t* outOffset)
    {
        *outOffset = static_cast<Digits*>(handle)->offset;
        return ST_OK;
    }
    static int32_t size(void*, uint64_t* outSize)
    {
        *outSize = 10;
        return ST_OK;
    }
    static void interrupt(void*) {}
    static constexpr StStreamFunctions kSeekable{
        sizeof(StStreamFunctions), 0, &read, &seek, &tell, &size, &interrupt};
    static constexpr StStreamFunctions kForward{
        sizeof(StStreamFunctions), 0, &read, nullptr, &tell, &size, &interrupt};
};

/// A Counting through its C table, destroyed at the end.
class DecoderBorder : public ::testing::Test {
  protected:
    ~DecoderBorder() override
    {
        if (m_decoder.handle)
            functions().instance->destroy(handle());
    }

    void make(std::string_view config)
    {
        Text error;
        const StWriter writer = error.writer();
        ASSERT_EQ(typeOf<Counting>().create(text(config), &m_decoder, &writer), ST_OK) << error.content;
    }
    int32_t open()
    {
        StDecoderOpenArguments arguments{};
        arguments.struct_size = sizeof arguments;
        arguments.path = text("/music/one.num");
        arguments.extension = text("num");
        arguments.subsong = 2;
        arguments.stream = m_digits.stream();
        return functions().open(handle(), &arguments);
    }
    int32_t read(uint32_t frames)
    {
        return functions().read(handle(), m_block.data(), frames, &m_got, &m_end);
    }
    const StDecoderFunctions& functions() const { return *m_decoder.functions; }
    void* handle() const { return m_decoder.handle; }
    std::string words() const { return lastError(m_decoder); }

    SdkHost m_host;
    Digits m_digits;
    StDecoder m_decoder{};
    std::array<float, 64> m_block{};
    uint32_t m_got = 99;
    uint32_t m_end = 99;
};

TEST_F(DecoderBorder, readsToTheEndAndStaysThere)
{
    make("");
    ASSERT_EQ(open(), ST_OK);
    StDecoderInfo info{};
    info.struct_size = sizeof info;
    ASSERT_EQ(functions().info(handle(), &info), ST_OK);
    EXPECT_EQ(info.sample_rate, 44100u);
    EXPECT_EQ(info.channels, 2u);
    EXPECT_EQ(info.frames, 10u);
    EXPECT_EQ(info.subsongs, 3u);
    EXPECT_EQ(written([&](const StWriter* out) { return functions().metadata(handle(), out); }),
              R"({"title":"/music/one.num"})");

    ASSERT_EQ(read(6), ST_OK);
    EXPECT_EQ(m_got, 6u);
    EXPECT_EQ(m_end, 0u);
    EXPECT_EQ(m_block[11], 5.0f);
    ASSERT_EQ(read(0), ST_OK);
    EXPECT_EQ(m_got, 0u);
    EXPECT_EQ(m_end, 0u);
    ASSERT_EQ(read(6), ST_OK);
    EXPECT_EQ(m_got, 4u);
    EXPECT_EQ(m_end, 1u);
    ASSERT_EQ(read(6), ST_OK);
    EXPECT_EQ(m_got, 0u);
    EXPECT_EQ(m_end, 1u);

    uint64_t reached = 0;
    ASSERT_EQ(functions().seek(handle(), 3, &reached), ST_OK);
    EXPECT_EQ(reached, 3u);
    ASSERT_EQ(read(1), ST_OK);
    EXPECT_EQ(m_block[0], 3.0f);
    EXPECT_EQ(words(), "");
}

TEST_F(DecoderBorder, refusesWhatComesInTheWrongOrder)
{
    make("");
    uint64_t reached = 0;
    StDecoderInfo info{};
    info.struct_size = sizeof info;
    EXPECT_EQ(read(4), ST_ERR_STATE);
    EXPECT_EQ(m_got, 0u);
    EXPECT_EQ(m_end, 0u);
    EXPECT_EQ(functions().info(handle(), &info), ST_ERR_STATE);
    EXPECT_EQ(functions().seek(handle(), 0, &reached), ST_ERR_STATE);
    Text text;
    const StWriter writer = text.writer();
    EXPECT_EQ(functions().metadata(handle(), &writer), ST_ERR_STATE);
    EXPECT_EQ(words(), "The decoder is not open.");
    ASSERT_EQ(open(), ST_OK);
    EXPECT_EQ(open(), ST_ERR_STATE);
    EXPECT_EQ(words(), "The decoder was opened already.");
    EXPECT_EQ(read(4), ST_OK);
}

TEST_F(DecoderBorder, refusesArgumentsThatMakeNoSense)
{
    make("");
    EXPECT_EQ(functions().open(handle(), nullptr), ST_ERR_INVALID_ARGUMENT);
    StDecoderOpenArguments arguments{};
    EXPECT_EQ(functions().open(handle(), &arguments), ST_ERR_INVALID_ARGUMENT);
    arguments.struct_size = sizeof arguments;
    EXPECT_EQ(functions().open(handle(), &arguments), ST_ERR_INVALID_ARGUMENT);
    arguments.stream = m_digits.stream();
    arguments.path = {nullptr, 5};
    EXPECT_EQ(functions().open(handle(), &arguments), ST_ERR_INVALID_ARGUMENT);
    StStreamFunctions old = Digits::kSeekable;
    old.struct_size = 8;
    arguments.path = {};
    arguments.stream.functions = &old;
    EXPECT_EQ(functions().open(handle(), &arguments), ST_ERR_INVALID_ARGUMENT);

    // None of these reached the decoder, so it can still be opened.
    ASSERT_EQ(open(), ST_OK);
    EXPECT_EQ(functions().read(handle(), nullptr, 4, &m_got, &m_end), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().read(handle(), nullptr, 0, &m_got, &m_end), ST_OK);
    EXPECT_EQ(functions().read(handle(), m_block.data(), 4, nullptr, &m_end), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().read(handle(), m_block.data(), 4, &m_got, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().info(handle(), nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().seek(handle(), 0, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().metadata(handle(), nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().instance->last_error(handle(), nullptr), ST_ERR_INVALID_ARGUMENT);
}

TEST_F(DecoderBorder, honoursTheSizeOfStructures)
{
    make("");
    ASSERT_EQ(open(), ST_OK);
    // An older host, whose structure ends after the channels.
    StDecoderInfo info;
    std::memset(static_cast<void*>(&info), 0x55, sizeof info);
    info.struct_size = offsetof(StDecoderInfo, channel_mask);
    ASSERT_EQ(functions().info(handle(), &info), ST_OK);
    EXPECT_EQ(info.struct_size, offsetof(StDecoderInfo, channel_mask));
    EXPECT_EQ(info.channels, 2u);
    EXPECT_EQ(info.channel_mask, 0x55555555u);
    EXPECT_EQ(info.frames, 0x5555555555555555u);
    // A newer one, whose further fields nobody here knows.
    struct Newer {
        StDecoderInfo known;
        uint64_t further;
    } newer{};
    newer.further = 7;
    newer.known.struct_size = sizeof newer;
    ASSERT_EQ(functions().info(handle(), &newer.known), ST_OK);
    EXPECT_EQ(newer.known.subsongs, 3u);
    EXPECT_EQ(newer.further, 7u);
    info.struct_size = 3;
    EXPECT_EQ(functions().info(handle(), &info), ST_ERR_INVALID_ARGUMENT);
}

TEST_F(DecoderBorder, catchesLies)
{
    for (const char* config : {R"({"lies":"too much"})", R"({"lies":"nothing"})"}) {
        make(config);
        ASSERT_EQ(open(), ST_OK);
        EXPECT_EQ(read(4), ST_ERR_INTERNAL) << config;
        EXPECT_EQ(m_got, 0u);
        functions().instance->destroy(handle());
    }
    make(R"({"lies":"beyond"})");
    ASSERT_EQ(open(), ST_OK);
    uint64_t reached = 0;
    EXPECT_EQ(functions().seek(handle(), 3, &reached), ST_ERR_INTERNAL);
    functions().instance->destroy(handle());
    make(R"({"lies":"array"})");
    ASSERT_EQ(open(), ST_OK);
    Text text;
    const StWriter writer = text.writer();
    EXPECT_EQ(functions().metadata(handle(), &writer), ST_ERR_INTERNAL);
    functions().instance->destroy(handle());
    make(R"({"channels":12})");
    EXPECT_EQ(open(), ST_ERR_UNSUPPORTED);
    EXPECT_EQ(words(), "The file has 12 channels, and only 1 to 8 can be played.");
    EXPECT_EQ(read(4), ST_ERR_STATE);
}

TEST_F(DecoderBorder, passesOnWhatTheHostsWriterSays)
{
    make("");
    ASSERT_EQ(open(), ST_OK);
    Text full;
    full.status = ST_ERR_NO_SPACE;
    const StWriter writer = full.writer();
    EXPECT_EQ(functions().metadata(handle(), &writer), ST_ERR_NO_SPACE);
}

TEST_F(DecoderBorder, letsNothingThrownOut)
{
    for (const Thrown& thrown : kThrown) {
        for (const std::string place :
             {"create", "open", "read", "seek", "metadata", "plan", "export", "import"}) {
            SCOPED_TRACE(place + " throws " + thrown.kind);
            Text error;
            StWriter writer = error.writer();
            const std::string config = R"({"at":")" + place + R"(","throw":")" + thrown.kind + R"("})";
            const int32_t created = typeOf<Counting>().create(text(config), &m_decoder, &writer);
            if (place == "create") {
                EXPECT_EQ(created, thrown.status);
                EXPECT_EQ(error.content, thrown.words);
                continue;
            }
            ASSERT_EQ(created, ST_OK);
            uint64_t reached = 0;
            uint32_t plan = 0;
            const StInstanceFunctions& instance = *functions().instance;
            const int32_t opened = open();
            const int32_t status = place == "open"       ? opened
                                   : place == "read"     ? read(4)
                                   : place == "seek"     ? functions().seek(handle(), 1, &reached)
                                   : place == "metadata" ? functions().metadata(handle(), &writer)
                                   : place == "plan"
                                       ? instance.plan_config(handle(), text("{}"), &plan, &writer)
                                   : place == "export" ? instance.export_state(handle(), &writer)
                                                       : instance.import_state(handle(), text("{}"));
            EXPECT_EQ(status, thrown.status);
            EXPECT_EQ(words(), thrown.words);
            EXPECT_EQ(error.content, "");
            ASSERT_FALSE(m_host.lines().empty());
            EXPECT_NE(m_host.lines().back().find(thrown.words), std::string::npos);
            EXPECT_EQ(m_host.lines().back().substr(0, 11),
                      std::string(thrown.status == ST_ERR_EXCEPTION ? "3" : "2") + " counting.");
            instance.destroy(handle());
            m_decoder = {};
        }
    }
    m_decoder = {};
}

TEST_F(DecoderBorder, plansRejectsAndMovesState)
{
    make("");
    const StInstanceFunctions& instance = *functions().instance;
    uint32_t plan = 0;
    Text reason;
    const StWriter writer = reason.writer();
    EXPECT_EQ(instance.plan_config(handle(), text(R"({"recreate":true})"), &plan, &writer), ST_OK);
    EXPECT_EQ(plan, ST_PLAN_RECREATE);
    EXPECT_EQ(instance.plan_config(handle(), text(""), &plan, &writer), ST_OK);
    EXPECT_EQ(plan, ST_PLAN_REJECT);
    EXPECT_EQ(reason.content, "Never.");
    reason.content.clear();
    EXPECT_EQ(instance.plan_config(handle(), text(R"({"recreate":1})"), &plan, &writer), ST_OK);
    EXPECT_EQ(plan, ST_PLAN_REJECT);
    EXPECT_EQ(reason.content, "\"recreate\" must be true or false.");
    EXPECT_EQ(instance.plan_config(handle(), text("{"), &plan, &writer), ST_ERR_CONFIG);
    EXPECT_EQ(plan, ST_PLAN_REJECT);
    EXPECT_EQ(words(),
              "The configuration cannot be read: JSON line 1, column 2 (byte 1): a key in quotes expected.");
    EXPECT_EQ(instance.plan_config(handle(), text("{}"), nullptr, &writer), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(instance.apply_config(handle(), text("{}")), ST_ERR_UNSUPPORTED);

    EXPECT_EQ(instance.import_state(handle(), text(R"({"position":4})")), ST_OK);
    EXPECT_EQ(written([&](const StWriter* out) { return instance.export_state(handle(), out); }),
              R"({"position":4})");
    EXPECT_EQ(instance.import_state(handle(), text("{")), ST_ERR_CORRUPT);
    EXPECT_EQ(instance.import_state(handle(), text("[]")), ST_ERR_CORRUPT);
}

TEST(DecoderType, tellsWhatTheClassHas)
{
    const StCapability& capability = *decoder<Counting>().capability;
    EXPECT_EQ(capability.struct_size, sizeof capability);
    EXPECT_EQ(capability.kind, ST_CAPABILITY_DECODER);
    EXPECT_EQ(view(capability.type_id), "counting");
    EXPECT_EQ(view(capability.display_name), "Counting");
    EXPECT_EQ(view(capability.config_schema), R"({"type":"object"})");
    EXPECT_EQ(view(capability.default_config), R"({"frames":10})");
    ASSERT_EQ(typeOf<Counting>().score_count, 2u);
    EXPECT_EQ(view(typeOf<Counting>().scores[0].extension), "num");
    EXPECT_EQ(typeOf<Counting>().scores[0].score, 60u);
}

TEST(DecoderType, leavesNullWhatTheClassLacks)
{
    const StDecoderType& type = typeOf<Bare>();
    EXPECT_EQ(type.score_count, 0u);
    EXPECT_EQ(type.scores, nullptr);
    StDecoder made{};
    ASSERT_EQ(type.create(text(R"({"ignored":1})"), &made, nullptr), ST_OK);
    EXPECT_EQ(made.functions->metadata, nullptr);
    EXPECT_EQ(made.functions->seek, nullptr);
    EXPECT_EQ(made.functions->instance->plan_config, nullptr);
    EXPECT_EQ(made.functions->instance->apply_config, nullptr);
    EXPECT_EQ(made.functions->instance->export_state, nullptr);
    EXPECT_EQ(made.functions->instance->import_state, nullptr);
    made.functions->instance->destroy(made.handle);
    EXPECT_EQ(type.create(text(""), nullptr, nullptr), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(type.create(text("{"), &made, nullptr), ST_ERR_CONFIG);
}

TEST(HostStream, readsSeeksAndTells)
{
    Digits digits;
    Stream stream(digits.stream());
    std::array<std::byte, 8> bytes{};
    EXPECT_EQ(stream.read(bytes), 4u);
    EXPECT_EQ(stream.tell(), 4u);
    EXPECT_EQ(stream.size(), 10u);
    stream.seek(1);
    EXPECT_EQ(stream.readFully(bytes), 8u);
    EXPECT_EQ(bytes[7], std::byte{'8'});
    EXPECT_EQ(stream.readFully(bytes), 1u);
    EXPECT_EQ(stream.read(bytes), 0u);
    EXPECT_EQ(stream.read({}), 0u);

    digits.offset = 0;
    digits.status = ST_ERR_CANCELLED;
    try {
        stream.read(bytes);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), ST_ERR_CANCELLED);
    }
    Stream forward(digits.stream(false));
    EXPECT_FALSE(forward.canSeek());
    EXPECT_EQ(forward.trySeek(0), ST_ERR_UNSUPPORTED);
    Stream none;
    EXPECT_THROW(none.read(bytes), Error);
    EXPECT_THROW(none.tell(), Error);
    EXPECT_FALSE(none.canSeek());
}

} // namespace
} // namespace stellatune::sdk
