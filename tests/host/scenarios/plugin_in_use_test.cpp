// Plugins that are switched off while somebody uses them.
#include "tests/fixtures/comes_true.h"
#include "tests/host/scenarios/held_instance.h"
#include "tests/host/scenarios/runtime_fixture.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

using namespace stellatune::testing;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PluginInUse : public RuntimeTest, public ::testing::WithParamInterface<CapabilityKind> {};

TEST_P(PluginInUse, StaysLoadedUntilTheWorkerLetsGo)
{
    const CapabilityKind kind = GetParam();
    ASSERT_FALSE(install(kind).error);
    const WorkerEndpoint worker = endpoint(kind);
    HeldInstance held = holdInstance(worker);
    ASSERT_TRUE(held.works());

    const IntentResult disabled = setEnabled(kind, false);
    ASSERT_TRUE(disabled.report);
    EXPECT_EQ(disabled.report->drainingLeases, 1u);
    EXPECT_EQ(worker.acquire().error().code, ErrorCode::NotFound) << "nobody new gets it";
    const auto message = worker.mailbox->takeLatest();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, WorkerControl::Kind::Destroy);
    EXPECT_TRUE(held.works()) << "it is used until the worker is at a safe point";
    EXPECT_THAT(collect(), SizeIs(1));
    const std::vector<LeaseView> leases = leasesOf(kind);
    ASSERT_THAT(leases, SizeIs(1));
    EXPECT_EQ(leases[0].state, LeaseView::State::Retired);
    EXPECT_EQ(leases[0].holders, 1u);
    EXPECT_THAT(leases[0].instances, SizeIs(1));
    EXPECT_EQ(shadowCopies(), 1u);
    EXPECT_EQ(boardOf(kind).shutdowns, 0u);

    held = {};
    EXPECT_TRUE(comesTrue([this] { return m_runtime->leases().empty(); }));
    EXPECT_TRUE(comesTrue([this] { return shadowCopies() == 0; }));
    EXPECT_THAT(mappedFilesBelow(shadowFolder()), IsEmpty());
    EXPECT_EQ(boardOf(kind).shutdowns, 1u);
    EXPECT_EQ(wrongsOn(boardOf(kind)), "");
}

TEST_P(PluginInUse, EndsItsOwnThreadsBeforeItsLibraryLeaves)
{
    const CapabilityKind kind = GetParam();
    ASSERT_FALSE(install(kind).error);
    {
        HeldInstance held = holdInstance(endpoint(kind));
        EXPECT_TRUE(held.works());
    }
    EXPECT_EQ(boardOf(kind).threadsBegun, 1u);
    EXPECT_EQ(boardOf(kind).threadsEnded, 0u);
    ASSERT_FALSE(setEnabled(kind, false).error);
    EXPECT_THAT(mappedFilesBelow(shadowFolder()), IsEmpty());
    EXPECT_EQ(boardOf(kind).threadsEnded, 1u);
}

INSTANTIATE_TEST_SUITE_P(OfEachCapability, PluginInUse, ::testing::ValuesIn(kAllKinds),
                         [](const auto& kind) { return std::string(nameOf(kind.param)); });

} // namespace
} // namespace stellatune
