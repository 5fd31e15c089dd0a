// The export macro, in this program instead of a library.
#include <algorithm>

#include <gtest/gtest.h>

#include "sdk_host.h"

#define ST_PLUGIN_ID "org.example.test"
#define ST_PLUGIN_NAME "Test \"quoted\""
#define ST_PLUGIN_VERSION "1.2.3"
#define ST_PLUGIN_AUTHOR "Somebody"
#define ST_PLUGIN_LICENSE "MIT"
#define ST_PLUGIN_DESCRIPTION "Does little."
#define ST_PLUGIN_HOMEPAGE ""

namespace {

using namespace stellatune::sdk;

std::vector<std::string> hooks;
const char* startThrows = "";
const char* shutdownThrows = "";

void start()
{
    hooks.push_back("start " + host().version());
    throwKind(startThrows);
}
void shutdown()
{
    hooks.push_back("shutdown " + host().version());
    throwKind(shutdownThrows);
}
void shutdownToo()
{
    hooks.push_back("shutdown too");
}

struct Silence {
    static constexpr TypeInfo kType{.typeId = "silence", .displayName = "Silence"};
    void open(const DecoderRequest&) {}
    DecoderInfo info() const { return {.sampleRate = 8000, .channels = 1}; }
    ReadResult read(std::span<float>) { return {0, true}; }
};
struct Mute {
    static constexpr TypeInfo kType{.typeId = "mute", .displayName = "Mute"};
    explicit Mute(const DspFormat&) {}
    void process(std::span<float> interleaved, uint32_t)
    {
        std::fill(interleaved.begin(), interleaved.end(), 0.0f);
    }
    void reset() {}
};

} // namespace

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, onStart<&start>(), decoder<Silence>(), onShutdown<&shutdown>(), dsp<Mute>(),
                 onShutdown<&shutdownToo>());

namespace stellatune::sdk {
namespace {

class PluginEntry : public ::testing::Test {
  protected:
    PluginEntry()
    {
        hooks.clear();
        startThrows = "";
        shutdownThrows = "";
    }

    SdkHost m_host;
};

TEST_F(PluginEntry, describesThePlugin)
{
    const StModule* module = stellatune_plugin_entry(&m_host.table());
    ASSERT_NE(module, nullptr);
    EXPECT_EQ(module->struct_size, sizeof(StModule));
    EXPECT_EQ(module->api_version, STELLATUNE_PLUGIN_API_VERSION);
    EXPECT_EQ(view(module->id), "org.example.test");
    EXPECT_EQ(view(module->name), "Test \"quoted\"");
    EXPECT_EQ(view(module->version), "1.2.3");
    EXPECT_EQ(view(module->author), "Somebody");
    EXPECT_EQ(view(module->license), "MIT");
    EXPECT_EQ(view(module->description), "Does little.");
    EXPECT_EQ(view(module->homepage), "");
    ASSERT_EQ(module->capability_count, 2u);
    EXPECT_EQ(view(module->capabilities[0]->type_id), "silence");
    EXPECT_EQ(module->capabilities[0]->kind, ST_CAPABILITY_DECODER);
    EXPECT_EQ(view(module->capabilities[1]->type_id), "mute");
    EXPECT_EQ(module->capabilities[1]->kind, ST_CAPABILITY_DSP);
    EXPECT_EQ(view(module->capabilities[1]->config_schema), "");

    EXPECT_EQ(module->shutdown(), ST_OK);
    EXPECT_EQ(hooks, (std::vector<std::string>{"start 1.4.0", "shutdown 1.4.0", "shutdown too"}));
}

TEST_F(PluginEntry, refusesHostsItCannotServe)
{
    EXPECT_EQ(stellatune_plugin_entry(nullptr), nullptr);
    StHost other = m_host.table();
    other.api_version = 8;
    EXPECT_EQ(stellatune_plugin_entry(&other), nullptr);
    other = m_host.table();
    other.struct_size = offsetof(StHost, send_control);
    EXPECT_EQ(stellatune_plugin_entry(&other), nullptr);
    EXPECT_TRUE(hooks.empty());
    other.struct_size = sizeof other + 64;
    EXPECT_NE(stellatune_plugin_entry(&other), nullptr);
}

TEST_F(PluginEntry, saysWhyItCannotRunHere)
{
    for (const Thrown& thrown : kThrown) {
        startThrows = thrown.kind;
        EXPECT_EQ(stellatune_plugin_entry(&m_host.table()), nullptr);
        EXPECT_NE(m_host.lines().back().find(std::string("org.example.test.start: ") + thrown.words),
                  std::string::npos);
    }
}

TEST_F(PluginEntry, undoesAStartThatFailed)
{
    startThrows = "error";
    EXPECT_EQ(stellatune_plugin_entry(&m_host.table()), nullptr);
    EXPECT_EQ(hooks, (std::vector<std::string>{"start 1.4.0", "shutdown 1.4.0", "shutdown too"}));
}

TEST_F(PluginEntry, runsEveryHookAtShutdown)
{
    const StModule* module = stellatune_plugin_entry(&m_host.table());
    ASSERT_NE(module, nullptr);
    shutdownThrows = "error";
    EXPECT_EQ(module->shutdown(), ST_ERR_IO);
    EXPECT_EQ(hooks.back(), "shutdown too");
}

} // namespace
} // namespace stellatune::sdk
