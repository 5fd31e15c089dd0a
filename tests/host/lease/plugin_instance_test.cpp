// Instances of real libraries, called as they should be and as they should not.
#include "pluginhost/lease/dsp_instance.h"

#include "pluginhost/host/plugin_host.h"
#include "pluginhost/module/module_library.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::HasSubstr;
using testing::pluginFile;

constexpr StDspFormat kMono{sizeof(StDspFormat), 44'100, 1, 0, 64, 0};

class PluginInstanceTest : public ::testing::Test {
  protected:
    PluginInstanceTest() : m_host(surroundings()) {}

    static PluginSurroundings surroundings()
    {
        PluginSurroundings surroundings;
        surroundings.events = std::make_shared<EventQueue>();
        surroundings.control = std::make_shared<ControlDesk>();
        return surroundings;
    }

    std::shared_ptr<const ModuleLease> leaseOn(const std::string& fixture)
    {
        Result<std::shared_ptr<ModuleLibrary>> library =
            ModuleLibrary::load(pluginFile(fixture), m_host.asPluginSeesIt());
        if (!library) {
            ADD_FAILURE() << library.error().message;
            return nullptr;
        }
        return std::make_shared<const ModuleLease>(std::move(*library), 1);
    }

    Result<std::unique_ptr<DspInstance>> gain(const std::string& fixture = "two_builds_2",
                                              std::string_view config = "{}")
    {
        return DspInstance::create(leaseOn(fixture), "gain", kMono, config);
    }

    PluginHost m_host;
};

TEST_F(PluginInstanceTest, IsCalledByItsOwner)
{
    Result<std::unique_ptr<DspInstance>> instance = gain();
    ASSERT_TRUE(instance) << instance.error().message;
    float sample = 1.0F;
    EXPECT_EQ((*instance)->process(&sample, 1), ST_OK);
    EXPECT_EQ(sample, 2.0F);
    EXPECT_EQ((*instance)->lease().instances().size(), 1u);
}

TEST_F(PluginInstanceTest, MovesOnceToTheThreadThatKeepsIt)
{
    Result<std::unique_ptr<DspInstance>> made = gain();
    ASSERT_TRUE(made) << made.error().message;
    ASSERT_TRUE((*made)->handOver());
    std::thread([instance = std::move(*made)]() mutable {
        float sample = 1.0F;
        EXPECT_EQ(instance->process(&sample, 1), ST_OK);
        instance.reset();
    }).join();
}

#ifdef NDEBUG
TEST_F(PluginInstanceTest, RefusesEveryOtherThreadWithoutEnteringThePlugin)
{
    Result<std::unique_ptr<DspInstance>> instance = gain();
    ASSERT_TRUE(instance) << instance.error().message;
    std::thread([&] {
        float sample = 1.0F;
        EXPECT_EQ((*instance)->process(&sample, 1), ST_ERR_WRONG_THREAD);
        EXPECT_EQ(sample, 1.0F);
        EXPECT_EQ((*instance)->applyConfig("{}").error().code, ErrorCode::WrongThread);
    }).join();
}
#else
TEST_F(PluginInstanceTest, AssertsOnEveryOtherThread)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    Result<std::unique_ptr<DspInstance>> instance = gain();
    ASSERT_TRUE(instance) << instance.error().message;
    EXPECT_DEATH(std::thread([&] {
                     float sample = 1.0F;
                     static_cast<void>((*instance)->process(&sample, 1));
                 }).join(),
                 "thread that does not own it");
}
#endif

TEST_F(PluginInstanceTest, TellsInThePluginsWordsWhyNothingWasMade)
{
    Result<std::unique_ptr<DspInstance>> instance = gain("two_builds_1", R"({"gain":3})");
    ASSERT_FALSE(instance);
    EXPECT_THAT(instance.error().message, HasSubstr("nothing to configure"));
}

TEST_F(PluginInstanceTest, RefusesWhatTheInterfaceForbids)
{
    EXPECT_EQ(DspInstance::create(leaseOn("two_builds_1"), "echo", kMono, "{}").error().code,
              ErrorCode::NotFound);
    Result<std::unique_ptr<DspInstance>> instance = gain("missing_process");
    ASSERT_FALSE(instance);
    EXPECT_THAT(instance.error().message, HasSubstr("lacks"));
}

TEST_F(PluginInstanceTest, AChangeThatThePluginCannotPlanIsARecreate)
{
    Result<std::unique_ptr<DspInstance>> instance = gain();
    ASSERT_TRUE(instance) << instance.error().message;
    Result<ConfigPlan> plan = (*instance)->planConfig("{}");
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->change, ConfigChange::Recreate);
    EXPECT_FALSE((*instance)->carriesState());
    EXPECT_EQ((*instance)->exportState().error().code, ErrorCode::Unsupported);
}

} // namespace
} // namespace stellatune
