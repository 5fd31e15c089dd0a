// Real libraries through leases: loaded, used, replaced, and seen to be gone.
#include "pluginhost/runtime/lease_registry.h"

#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/fixtures/plugins/told.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::pluginFile;

constexpr auto kLimit = 20s;
constexpr StDspFormat kMono{sizeof(StDspFormat), 44'100, 1, 0, 64, 0};
const std::string kPlugin = "org.stellatune.test.gain";

class LoadingTest : public ::testing::Test {
  protected:
    GenerationSource source(const std::string& file, char digest = 'a')
    {
        GenerationSource source;
        source.epoch = ++m_epoch;
        source.fingerprint.sha256 = std::string(64, digest);
        source.folder = m_folder.path() / "installed" / std::to_string(m_epoch);
        source.library = "plugin.so";
        source.shadowFolder = m_folder.path() / "shadow" / std::to_string(m_epoch);
        std::filesystem::create_directories(source.folder);
        std::filesystem::copy_file(pluginFile(file), source.folder / source.library);
        source.surroundings.pluginId = kPlugin;
        source.surroundings.events = std::make_shared<EventQueue>();
        source.surroundings.control = std::make_shared<ControlDesk>();
        return source;
    }

    std::unique_ptr<PluginGeneration> load(const std::string& file, char digest = 'a')
    {
        Result<std::unique_ptr<PluginGeneration>> loaded =
            PluginGeneration::load(source(file, digest), kLimit);
        if (!loaded) {
            ADD_FAILURE() << loaded.error().message;
            return nullptr;
        }
        return std::move(*loaded);
    }

    std::string messageOfLoading(const std::string& file, std::chrono::milliseconds limit)
    {
        Result<std::unique_ptr<PluginGeneration>> loaded = PluginGeneration::load(source(file), limit);
        return loaded ? std::string("was loaded") : loaded.error().message;
    }

    size_t shadowCopies() const
    {
        const std::filesystem::path folder = m_folder.path() / "shadow";
        return std::filesystem::exists(folder)
                   ? static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), {}))
                   : 0;
    }

    /// What the coordinator does after each transaction.
    std::vector<std::string> collect()
    {
        std::vector<std::string> stayed;
        for (LeaseRegistry::Unused& unused : m_registry.takeUnused()) {
            UnloadOutcome outcome = unused.generation->unload(kLimit);
            if (outcome.unmapped)
                continue;
            stayed.push_back(outcome.reason);
            m_registry.keepResident(std::move(unused), outcome.reason);
        }
        return stayed;
    }

    WorkerEndpoint endpoint() { return m_registry.bind(kPlugin, CapabilityKind::Dsp, "gain"); }

    static float process(DspInstance& dsp)
    {
        float sample = 1.0F;
        EXPECT_EQ(dsp.process(&sample, 1), ST_OK);
        return sample;
    }

    testing::TemporaryFolder m_folder;
    uint64_t m_epoch = 0;
    LeaseRegistry m_registry;
};

TEST_F(LoadingTest, AnUpdateTakesOverAndTheOldBuildLeavesWithItsLastInstance)
{
    m_registry.activate(kPlugin, load("two_builds_1", 'a'), ControlReason::Enabled);
    const WorkerEndpoint worker = endpoint();
    WorkerController<DspInstance> controller(dspFactoryOf(worker, kMono), "{}");
    worker.mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
    controller.tell(*worker.mailbox->takeLatest());
    ASSERT_EQ(controller.applyPending()->status, UpdateOutcome::Status::Recreated);
    EXPECT_EQ(process(*controller.instance()), 1.0F);

    m_registry.activate(kPlugin, load("two_builds_2", 'b'), ControlReason::LeaseChanged);
    EXPECT_THAT(collect(), IsEmpty());
    EXPECT_EQ(process(*controller.instance()), 1.0F) << "the old build is used until the safe point";
    std::vector<LeaseView> leases = m_registry.leases();
    ASSERT_EQ(leases.size(), 2u);
    EXPECT_EQ(leases[1].state, LeaseView::State::Retired);
    EXPECT_EQ(leases[1].holders, 1u);
    ASSERT_EQ(leases[1].instances.size(), 1u);
    EXPECT_EQ(leases[1].instances[0].typeId, "gain");
    EXPECT_FALSE(leases[1].instances[0].call);
    EXPECT_EQ(shadowCopies(), 2u);

    controller.tell(*worker.mailbox->takeLatest());
    ASSERT_EQ(controller.applyPending()->status, UpdateOutcome::Status::Recreated);
    EXPECT_EQ(process(*controller.instance()), 2.0F);
    EXPECT_THAT(collect(), IsEmpty());
    EXPECT_EQ(m_registry.leases().size(), 1u);
    EXPECT_EQ(shadowCopies(), 1u);

    m_registry.deactivate(kPlugin, ControlReason::ShuttingDown);
    controller.tell(*worker.mailbox->takeLatest());
    ASSERT_EQ(controller.applyPending()->status, UpdateOutcome::Status::Destroyed);
    EXPECT_THAT(collect(), IsEmpty());
    EXPECT_EQ(shadowCopies(), 0u);
}

TEST_F(LoadingTest, ADisabledPluginRefusesNewInstancesAndLeavesWithItsLastOne)
{
    m_registry.activate(kPlugin, load("two_builds_1"), ControlReason::Enabled);
    const WorkerEndpoint worker = endpoint();
    Result<std::unique_ptr<DspInstance>> instance = dspFactoryOf(worker, kMono)("{}");
    ASSERT_TRUE(instance) << instance.error().message;

    m_registry.deactivate(kPlugin, ControlReason::Disabled);
    EXPECT_EQ(dspFactoryOf(worker, kMono)("{}").error().code, ErrorCode::NotFound);
    EXPECT_EQ(worker.mailbox->takeLatest()->kind, WorkerControl::Kind::Destroy);
    EXPECT_THAT(m_registry.takeUnused(), IsEmpty());
    EXPECT_EQ(process(**instance), 1.0F);

    instance = Error{};
    EXPECT_THAT(collect(), IsEmpty());
    EXPECT_THAT(m_registry.leases(), IsEmpty());
    EXPECT_EQ(shadowCopies(), 0u);
}

TEST_F(LoadingTest, AnEnabledPluginIsAskedForWhenSomebodyWantsIt)
{
    std::vector<std::string> wanted;
    m_registry.onWanted([&wanted](const std::string& id) { wanted.push_back(id); });
    EXPECT_EQ(m_registry.acquire(kPlugin).error().code, ErrorCode::NotFound);
    m_registry.announce(kPlugin, {});
    EXPECT_EQ(m_registry.acquire(kPlugin).error().code, ErrorCode::Busy);
    EXPECT_THAT(wanted, ElementsAre(kPlugin));
}

TEST_F(LoadingTest, AWorkerWithoutALoopIsWokenForEachMessageAndMayUseTheRegistry)
{
    std::vector<std::string> heard;
    WorkerEndpoint worker;
    worker = m_registry.bind(kPlugin, CapabilityKind::Dsp, "gain", [&] {
        const bool isThere = worker.acquire().hasValue();
        const bool recreates = worker.mailbox->takeLatest()->kind == WorkerControl::Kind::Recreate;
        heard.push_back(std::string(recreates ? "recreate" : "destroy") + (isThere ? ", there" : ", gone") +
                        ", leases: " + std::to_string(m_registry.leases().size()));
    });
    m_registry.announce(kPlugin, {});
    m_registry.activate(kPlugin, load("two_builds_1"), ControlReason::Enabled);
    m_registry.deactivate(kPlugin, ControlReason::Disabled);
    m_registry.refuse(kPlugin, "broken");
    EXPECT_THAT(heard, ElementsAre("recreate, gone, leases: 0", "recreate, there, leases: 1",
                                   "destroy, gone, leases: 1", "recreate, gone, leases: 1"));
    EXPECT_THAT(collect(), IsEmpty());
}

TEST_F(LoadingTest, WhatCannotBeLoadedDoesNotDisturbTheBuildInUse)
{
    m_registry.activate(kPlugin, load("two_builds_1"), ControlReason::Enabled);
    const WorkerEndpoint worker = endpoint();
    m_registry.refuse(kPlugin, "the newer one is broken");
    EXPECT_FALSE(worker.mailbox->takeLatest());
    EXPECT_TRUE(worker.acquire());
}

TEST_F(LoadingTest, AnEndpointOutlivesTheRegistryAndSaysSo)
{
    auto registry = std::make_unique<LeaseRegistry>();
    const WorkerEndpoint worker = registry->bind(kPlugin, CapabilityKind::Dsp, "gain");
    registry->announce(kPlugin, {});
    EXPECT_EQ(worker.acquire().error().code, ErrorCode::Busy);
    registry.reset();
    EXPECT_EQ(worker.acquire().error().code, ErrorCode::NotFound);
    EXPECT_THAT(worker.acquire().error().message, HasSubstr("were shut down"));
}

TEST_F(LoadingTest, AGenerationCountsAsRetiredUntilItIsGone)
{
    m_registry.activate(kPlugin, load("two_builds_1"), ControlReason::Enabled);
    m_registry.deactivate(kPlugin, ControlReason::Disabled);
    {
        std::vector<LeaseRegistry::Unused> unused = m_registry.takeUnused();
        ASSERT_EQ(unused.size(), 1u);
        ASSERT_EQ(m_registry.slotViews().size(), 1u);
        EXPECT_EQ(m_registry.slotViews()[0].retired, 1u) << "its shutdown may be running";
        ASSERT_EQ(m_registry.leases().size(), 1u);
        EXPECT_EQ(m_registry.leases()[0].state, LeaseView::State::Retired);
        EXPECT_THAT(m_registry.takeUnused(), IsEmpty()) << "it is unloaded once";
        EXPECT_TRUE(unused[0].generation->unload(kLimit).unmapped);
        EXPECT_EQ(m_registry.slotViews()[0].retired, 1u);
    }
    EXPECT_EQ(m_registry.slotViews()[0].retired, 0u);
    EXPECT_THAT(m_registry.leases(), IsEmpty());
}

TEST_F(LoadingTest, TheLastInstanceMayGoOnAnyThreadAndUnmapsNothingThere)
{
    m_registry.activate(kPlugin, load("two_builds_1"), ControlReason::Enabled);
    const WorkerEndpoint worker = endpoint();
    std::thread([&] {
        Result<std::unique_ptr<DspInstance>> instance = dspFactoryOf(worker, kMono)("{}");
        ASSERT_TRUE(instance) << instance.error().message;
        m_registry.deactivate(kPlugin, ControlReason::Disabled);
    }).join();
    EXPECT_EQ(m_registry.leases().size(), 1u);
    EXPECT_THAT(collect(), IsEmpty());
    EXPECT_THAT(m_registry.leases(), IsEmpty());
}

TEST_F(LoadingTest, WhatStaysMappedIsListedWithItsReasonAndTriedAgain)
{
    m_registry.activate(kPlugin, load("unique_symbol"), ControlReason::Enabled);
    m_registry.deactivate(kPlugin, ControlReason::Disabled);
    EXPECT_THAT(collect(), ElementsAre(HasSubstr("unique")));
    ASSERT_EQ(m_registry.leases().size(), 1u);
    EXPECT_EQ(m_registry.leases()[0].state, LeaseView::State::Resident);
    EXPECT_THAT(m_registry.leases()[0].detail, HasSubstr("unique"));
    EXPECT_EQ(shadowCopies(), 1u);
    EXPECT_EQ(collect().size(), 1u);
}

TEST_F(LoadingTest, AThreadThatUsedAPluginPinsItUntilTheThreadEnds)
{
    m_registry.activate(kPlugin, load("tls_destructor"), ControlReason::Enabled);
    const WorkerEndpoint worker = endpoint();
    std::promise<void> used;
    std::promise<void> mayEnd;
    std::thread thread([&] {
        static_cast<void>(dspFactoryOf(worker, kMono)("{}"));
        used.set_value();
        mayEnd.get_future().wait();
    });
    used.get_future().wait();
    m_registry.deactivate(kPlugin, ControlReason::Disabled);
    EXPECT_EQ(collect().size(), 1u);
    mayEnd.set_value();
    thread.join();
    EXPECT_THAT(collect(), IsEmpty());
    EXPECT_EQ(shadowCopies(), 0u);
}

TEST_F(LoadingTest, APluginThatFailsToLoadLeavesNothing)
{
    EXPECT_THAT(messageOfLoading("wrong_version", kLimit), HasSubstr("version"));
    EXPECT_EQ(shadowCopies(), 0u);
    GenerationSource other = source("two_builds_1");
    other.surroundings.pluginId = "org.example.other";
    Result<std::unique_ptr<PluginGeneration>> loaded = PluginGeneration::load(other, kLimit);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("says that it is"));
    EXPECT_EQ(shadowCopies(), 0u);
}

TEST_F(LoadingTest, APluginThatHangsWhileItLoadsDoesNotHoldTheOthersUp)
{
    EXPECT_THAT(messageOfLoading("hangs_in_entry", 50ms), HasSubstr("did not start within 50 ms"));
    m_registry.activate(kPlugin, load("two_builds_1"), ControlReason::Enabled);
    EXPECT_TRUE(m_registry.acquire(kPlugin));
    m_registry.deactivate(kPlugin, ControlReason::Disabled);
    EXPECT_THAT(collect(), IsEmpty());
}

TEST_F(LoadingTest, APluginThatHangsInShutdownIsReportedAndNotAskedAgain)
{
    std::unique_ptr<PluginGeneration> generation = load("hangs_in_shutdown");
    ASSERT_NE(generation, nullptr);
    EXPECT_THAT(generation->unload(50ms).reason, HasSubstr("does not return"));
    EXPECT_THAT(generation->unload(1h).reason, HasSubstr("does not return"));
}

TEST_F(LoadingTest, APluginThatReturnsLateFromShutdownLeaves)
{
    const std::filesystem::path mayEnd = m_folder.path() / "may end";
    const testing::Told told("wait in shutdown", mayEnd);
    std::unique_ptr<PluginGeneration> generation = load("as_told");
    ASSERT_NE(generation, nullptr);
    EXPECT_FALSE(generation->unload(50ms).unmapped);
    EXPECT_EQ(shadowCopies(), 1u);
    std::ofstream(mayEnd).put('\n');
    EXPECT_TRUE(testing::comesTrue([&] { return generation->unload(kLimit).unmapped; }));
    EXPECT_EQ(shadowCopies(), 0u);
}

TEST_F(LoadingTest, TheEndOfAPluginsThreadMayHangAsWellAndWhatReturnsLateLeaves)
{
    const std::filesystem::path mayEnd = m_folder.path() / "may end";
    const testing::Told told("", mayEnd);
    GenerationSource late = source("waits_in_destructor");
    const auto left = std::make_shared<std::promise<void>>();
    late.surroundings.events = std::shared_ptr<EventQueue>(new EventQueue, [left](const EventQueue* queue) {
        delete queue;
        left->set_value();
    });
    const Result<std::unique_ptr<PluginGeneration>> loaded = PluginGeneration::load(std::move(late), 50ms);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("did not start within 50 ms"));
    EXPECT_EQ(shadowCopies(), 1u);
    std::ofstream(mayEnd).put('\n');
    left->get_future().wait();
    EXPECT_EQ(shadowCopies(), 0u);
    EXPECT_THAT(mappedFilesBelow(m_folder.path()), IsEmpty());
}

TEST_F(LoadingTest, WhatIsKeptForEverIsResidentOnceItIsRetired)
{
    m_registry.activate(kPlugin, load("two_builds_1"), ControlReason::Enabled);
    ModuleLease::keepForEver(*m_registry.acquire(kPlugin), "as a test wants it");
    EXPECT_EQ(m_registry.leases().at(0).state, LeaseView::State::Current);
    m_registry.deactivate(kPlugin, ControlReason::Disabled);
    EXPECT_EQ(m_registry.leases().at(0).state, LeaseView::State::Resident);
    EXPECT_EQ(m_registry.leases().at(0).detail, "as a test wants it");
    EXPECT_THAT(m_registry.takeUnused(), IsEmpty());
}

} // namespace
} // namespace stellatune
