// Files that the system does not let go of, once; and changes that cannot be written down.
#include "tests/host/package/mounts.h"
#include "tests/host/package/package_fixture.h"
#include "tests/host/package/store_fixture.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace stellatune::testing;

class StoreRemoval : public StoreTest {
  protected:
    StoreRemoval()
    {
        if (install(m_first) != std::string(kGainId) + " 1.0.0 enabled")
            throw std::runtime_error("the plugin was not installed");
    }

    fs::path library() const { return *m_store->library(m_store->state().plugins.at(0)); }
};

/// J7: a library file that cannot be removed once, and can later.
TEST_F(StoreRemoval, RetriesALibraryThatCannotBeRemoved)
{
    std::optional<HeldPath> held(library());
    ASSERT_TRUE(m_store->markUninstall(kGainId, true));
    const Result<DesiredState> finished = m_store->finishUninstall(kGainId);
    ASSERT_TRUE(finished) << finished.error().message;
    EXPECT_THAT(finished->plugins, IsEmpty()) << "it is uninstalled, only its file is still on the disk";
    EXPECT_THAT(listingOf(m_storeFolder / "installed"), IsEmpty());

    const std::vector<UnremovedFile> left = m_store->emptyTrash();
    ASSERT_THAT(left, SizeIs(1));
    EXPECT_THAT(left[0].path.string(), EndsWith("gain.so"));
    EXPECT_THAT(left[0].reason, ::testing::HasSubstr("busy"));
    held->isNow(left[0].path);
    EXPECT_THAT(listingOf(m_storeFolder / "trash"), SizeIs(3)) << "all around it is gone";

    // Meanwhile the plugin can be installed again, and the next start tries once more.
    EXPECT_EQ(install(m_first), std::string(kGainId) + " 1.0.0 enabled");
    reopen();
    EXPECT_THAT(m_store->emptyTrash(), SizeIs(1));
    held.reset();
    EXPECT_THAT(m_store->emptyTrash(), IsEmpty());
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(StoreRemoval, TheNextStartRemovesWhatCouldNotBe)
{
    std::optional<HeldPath> held(library());
    ASSERT_TRUE(m_store->markUninstall(kGainId, true));
    ASSERT_TRUE(m_store->finishUninstall(kGainId));
    const std::vector<UnremovedFile> left = m_store->emptyTrash();
    ASSERT_THAT(left, SizeIs(1));
    held->isNow(left[0].path);
    held.reset();
    reopen();
    expectTidy(*m_store, m_storeFolder);
}

/// K12: a failed uninstall had already retired the plugin.
TEST_F(StoreRemoval, AFailedUninstallChangesNothing)
{
    const DesiredState before = m_store->state();
    const std::vector<std::string> files = listingOf(m_storeFolder / "installed");

    // The decision itself cannot be written.
    fs::rename(m_storeFolder / "desired.json", m_folder.path() / "aside");
    fs::create_directories(m_storeFolder / "desired.json" / "in the way");
    const Result<DesiredState> marked = m_store->markUninstall(kGainId, true);
    ASSERT_FALSE(marked);
    EXPECT_EQ(m_store->state(), before);
    EXPECT_EQ(listingOf(m_storeFolder / "installed"), files);
    fs::remove_all(m_storeFolder / "desired.json");
    fs::rename(m_folder.path() / "aside", m_storeFolder / "desired.json");

    // The settings that were to go cannot go: it stays installed, and is still to be uninstalled.
    fs::create_directories(m_store->dataFolder(kGainId));
    const Result<DesiredState> pending = m_store->markUninstall(kGainId, false);
    ASSERT_TRUE(pending) << pending.error().message;
    std::optional<HeldPath> held(m_store->dataFolder(kGainId));
    const Result<DesiredState> finished = m_store->finishUninstall(kGainId);
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, ErrorCode::Busy);
    EXPECT_EQ(m_store->state(), *pending);
    EXPECT_EQ(listingOf(m_storeFolder / "installed"), files);
    held.reset();
    const Result<DesiredState> later = m_store->finishUninstall(kGainId);
    ASSERT_TRUE(later) << later.error().message;
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(StoreRemoval, AFailedInstallChangesNothing)
{
    const DesiredState before = m_store->state();
    const InstallCandidate candidate = examined(m_second);
    fs::rename(m_storeFolder / "desired.json", m_folder.path() / "aside");
    fs::create_directories(m_storeFolder / "desired.json" / "in the way");
    EXPECT_FALSE(m_store->install(candidate));
    EXPECT_EQ(m_store->state(), before);
    fs::remove_all(m_storeFolder / "desired.json");
    fs::rename(m_folder.path() / "aside", m_storeFolder / "desired.json");
    expectTidy(*m_store, m_storeFolder);
}

} // namespace
} // namespace stellatune
