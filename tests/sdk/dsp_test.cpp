#include <array>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>

#include "sdk_host.h"

namespace stellatune::sdk {
namespace {

/// Folds to mono and multiplies, with its gain published without a lock.
class Fold {
  public:
    static constexpr TypeInfo kType{
        .typeId = "fold", .displayName = "Fold", .defaultConfig = R"({"gain":1})"};

    Fold(const DspFormat& format, const Config& config) : m_format(format), m_gain(gainOf(config))
    {
        throwKind(config.text("create", ""));
        m_throws = config.text("process", "");
    }

    static bool supports(const DspFormat& format)
    {
        if (format.sampleRate == 96000)
            throwKind("int");
        return format.channels <= 2;
    }
    uint32_t outputChannels() const { return 1; }
    uint64_t latency() const { return 3; }
    uint64_t tail() const { return ST_TAIL_ENDLESS; }
    void process(std::span<float> interleaved, uint32_t frames)
    {
        throwKind(m_throws);
        const float gain = m_gain.take();
        for (uint32_t frame = 0; frame < frames; ++frame) {
            float sum = 0;
            for (uint32_t channel = 0; channel < m_format.channels; ++channel)
                sum += interleaved[frame * m_format.channels + channel];
            interleaved[frame] = gain * sum;
        }
        m_room = interleaved.size();
    }
    void reset() { throwKind(m_throws); }
    void applyConfig(const Config& config) { m_gain.publish(gainOf(config)); }

  private:
    static float gainOf(const Config& config) { return static_cast<float>(config.number("gain", 0, 0, 4)); }

    DspFormat m_format;
    Snapshot<float> m_gain;
    std::string m_throws;
    std::size_t m_room = 0;
};

struct Plain {
    static constexpr TypeInfo kType{.typeId = "plain", .displayName = "Plain"};
    explicit Plain(const DspFormat&) {}
    void process(std::span<float> interleaved, uint32_t) { interleaved.back() = 1; }
    void reset() {}
};

/// Says that it widens to nine channels.
struct Liar : Plain {
    using Plain::Plain;
    uint32_t outputChannels() const { return 9; }
};

template <typename T>
const StDspType& typeOf()
{
    return *static_cast<const StDspType*>(dsp<T>().capability->type);
}

StDspFormat format(uint32_t rate, uint32_t channels, uint32_t maxFrames)
{
    return {sizeof(StDspFormat), rate, channels, 0x3, maxFrames, 0};
}

class DspBorder : public ::testing::Test {
  protected:
    ~DspBorder() override
    {
        if (m_dsp.handle)
            functions().instance->destroy(m_dsp.handle);
    }

    template <typename T>
    int32_t make(const StDspFormat& given, std::string_view config)
    {
        const StWriter writer = m_error.writer();
        return typeOf<T>().create(&given, text(config), &m_dsp, &writer);
    }
    const StDspFunctions& functions() const { return *m_dsp.functions; }

    SdkHost m_host;
    StDsp m_dsp{};
    Text m_error;
};

TEST_F(DspBorder, processes)
{
    ASSERT_EQ(make<Fold>(format(44100, 2, 4), R"({"gain":2})"), ST_OK);
    std::array<float, 8> block{1, 2, 3, 4, 5, 6, 7, 8};
    ASSERT_EQ(functions().process(m_dsp.handle, block.data(), 4), ST_OK);
    EXPECT_EQ(block[3], 30.0f);
    EXPECT_EQ(functions().process(m_dsp.handle, nullptr, 0), ST_OK);
    EXPECT_EQ(functions().process(m_dsp.handle, nullptr, 1), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().process(m_dsp.handle, block.data(), 5), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(functions().reset(m_dsp.handle), ST_OK);

    StDspInfo info{};
    info.struct_size = sizeof info;
    ASSERT_EQ(functions().info(m_dsp.handle, &info), ST_OK);
    EXPECT_EQ(info.output_channels, 1u);
    EXPECT_EQ(info.output_mask, 0u);
    EXPECT_EQ(info.latency, 3u);
    EXPECT_EQ(info.tail, ST_TAIL_ENDLESS);
    std::memset(static_cast<void*>(&info), 0x55, sizeof info);
    info.struct_size = offsetof(StDspInfo, latency);
    ASSERT_EQ(functions().info(m_dsp.handle, &info), ST_OK);
    EXPECT_EQ(info.latency, 0x5555555555555555u);
}

TEST_F(DspBorder, appliesWhileRunning)
{
    ASSERT_EQ(make<Fold>(format(44100, 1, 4), ""), ST_OK);
    const StInstanceFunctions& instance = *functions().instance;
    uint32_t plan = 0;
    Text reason;
    const StWriter writer = reason.writer();
    EXPECT_EQ(instance.plan_config(m_dsp.handle, text(R"({"gain":3})"), &plan, &writer), ST_OK);
    EXPECT_EQ(plan, ST_PLAN_HOT_APPLY);
    EXPECT_EQ(instance.apply_config(m_dsp.handle, text(R"({"gain":3})")), ST_OK);
    EXPECT_EQ(instance.apply_config(m_dsp.handle, text(R"({"gain":5})")), ST_ERR_CONFIG);
    EXPECT_EQ(lastError(m_dsp), "\"gain\" must be a number from 0 to 4.");
    float sample = 1;
    ASSERT_EQ(functions().process(m_dsp.handle, &sample, 1), ST_OK);
    EXPECT_EQ(sample, 3.0f);
    EXPECT_EQ(instance.apply_config(m_dsp.handle, text("")), ST_OK);
    sample = 1;
    ASSERT_EQ(functions().process(m_dsp.handle, &sample, 1), ST_OK);
    EXPECT_EQ(sample, 1.0f);
}

TEST_F(DspBorder, checksFormats)
{
    EXPECT_EQ(make<Fold>(format(44100, 3, 4), ""), ST_ERR_UNSUPPORTED);
    EXPECT_EQ(m_error.content, "Fold does not take 3 channels at 44100 Hz.");
    EXPECT_EQ(make<Fold>(format(44100, 0, 4), ""), ST_ERR_UNSUPPORTED);
    EXPECT_EQ(make<Fold>(format(44100, 9, 4), ""), ST_ERR_UNSUPPORTED);
    EXPECT_EQ(make<Fold>(format(7999, 2, 4), ""), ST_ERR_UNSUPPORTED);
    EXPECT_EQ(make<Fold>(format(44100, 2, 0), ""), ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(make<Liar>(format(44100, 2, 4), ""), ST_ERR_INTERNAL);
    EXPECT_EQ(m_dsp.handle, nullptr);
    EXPECT_EQ(typeOf<Fold>().create(nullptr, text(""), &m_dsp, nullptr), ST_ERR_INVALID_ARGUMENT);
    StDspFormat stereo = format(44100, 2, 0);
    EXPECT_EQ(typeOf<Fold>().supports(&stereo), ST_OK);
    stereo.channels = 3;
    EXPECT_EQ(typeOf<Fold>().supports(&stereo), ST_ERR_UNSUPPORTED);
    stereo.sample_rate = 96000;
    EXPECT_EQ(typeOf<Fold>().supports(&stereo), ST_ERR_EXCEPTION);
    EXPECT_EQ(typeOf<Fold>().supports(nullptr), ST_ERR_INVALID_ARGUMENT);
}

TEST_F(DspBorder, letsNothingThrownOutAndLogsARepeatedFailureOnce)
{
    for (const Thrown& thrown : kThrown) {
        EXPECT_EQ(make<Fold>(format(44100, 2, 4), std::string(R"({"create":")") + thrown.kind + "\"}"),
                  thrown.status);
        EXPECT_EQ(m_error.content, thrown.words);
        m_error.content.clear();
        ASSERT_EQ(make<Fold>(format(44100, 2, 4), std::string(R"({"process":")") + thrown.kind + "\"}"),
                  ST_OK);
        const std::size_t before = m_host.lines().size();
        std::array<float, 8> block{};
        for (int round = 0; round < 100; ++round)
            EXPECT_EQ(functions().process(m_dsp.handle, block.data(), 4), thrown.status);
        EXPECT_EQ(functions().reset(m_dsp.handle), thrown.status);
        EXPECT_EQ(lastError(m_dsp), thrown.words);
        EXPECT_EQ(m_host.lines().size(), before + 1);
        functions().instance->destroy(m_dsp.handle);
        m_dsp = {};
    }
}

TEST_F(DspBorder, leavesNullWhatTheClassLacks)
{
    EXPECT_EQ(typeOf<Plain>().supports, nullptr);
    ASSERT_EQ(make<Plain>(format(192000, 8, 1), ""), ST_OK);
    StDspInfo info{};
    info.struct_size = sizeof info;
    ASSERT_EQ(functions().info(m_dsp.handle, &info), ST_OK);
    EXPECT_EQ(info.output_channels, 8u);
    EXPECT_EQ(info.output_mask, 0x3u);
    EXPECT_EQ(info.latency, 0u);
    EXPECT_EQ(info.tail, 0u);
    EXPECT_EQ(functions().instance->plan_config, nullptr);
    EXPECT_EQ(functions().instance->export_state, nullptr);
    std::array<float, 8> block{};
    ASSERT_EQ(functions().process(m_dsp.handle, block.data(), 1), ST_OK);
    EXPECT_EQ(block[7], 1.0f);
}

} // namespace
} // namespace stellatune::sdk
