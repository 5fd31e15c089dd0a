// A disk without room, and folders that nobody may write to.
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/mounts.h"
#include "tests/host/package/package_fixture.h"
#include "tests/host/package/store_fixture.h"

#include <filesystem>
#include <optional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using namespace stellatune::testing;

const std::string kInstalled = std::string(kGainId) + " 1.0.0 enabled";
constexpr uint64_t kBlock = 4096;

class FullDisk : public StoreTest {
  protected:
    FullDisk()
    {
        m_store.reset();
        fs::remove_all(m_storeFolder);
        fs::create_directory(m_storeFolder);
        // What is needed, twice over, beside what is installed first.
        m_disk.emplace(m_storeFolder, 8 * fs::file_size(pluginFile("two_builds_1")) + (1u << 20));
        reopen();
    }
    ~FullDisk() override { m_store.reset(); }

    /// The store without the file that fills the disk.
    void expectTidyDisk()
    {
        fs::remove(m_storeFolder / "ballast");
        expectTidy(*m_store, m_storeFolder);
    }

    std::optional<SmallDisk> m_disk;
};

/// With each amount of room: it is done, or refused and everything is as it was.
TEST_F(FullDisk, AnInstallIsWholeOrNotThere)
{
    int refused = 0;
    for (uint64_t room = 0;; room += kBlock) {
        SCOPED_TRACE(room);
        m_disk->fillUpTo(room);
        const Result<InstallCandidate> candidate = m_store->examine(m_first);
        const Result<DesiredState> state =
            candidate ? m_store->install(*candidate) : Result<DesiredState>(candidate.error());
        EXPECT_EQ(summaryOf(m_store->state()), state ? kInstalled : "");
        expectTidyDisk();
        if (HasFailure())
            return;
        if (state)
            break;
        ++refused;
        EXPECT_THAT(state.error().message,
                    AllOf(HasSubstr("No space left on device"), HasSubstr("make room")));
        EXPECT_EQ(state.error().code, ErrorCode::NoSpace);
        reopen();
        EXPECT_EQ(summaryOf(m_store->state()), "");
    }
    EXPECT_GT(refused, 3);
    reopen();
    EXPECT_EQ(summaryOf(m_store->state()), kInstalled);
}

TEST_F(FullDisk, AnUpdateIsWholeOrNotThere)
{
    ASSERT_EQ(install(m_first), kInstalled);
    const DesiredState before = m_store->state();
    const std::string after = std::string(kGainId) + " 2.0.0 enabled keeps-previous";
    for (uint64_t room = 0;; room += kBlock) {
        SCOPED_TRACE(room);
        m_disk->fillUpTo(room);
        const Result<InstallCandidate> candidate = m_store->examine(m_second);
        const Result<DesiredState> state =
            candidate ? m_store->install(*candidate) : Result<DesiredState>(candidate.error());
        expectTidyDisk();
        if (HasFailure())
            return;
        if (state) {
            EXPECT_EQ(summaryOf(*state), after);
            break;
        }
        EXPECT_EQ(state.error().code, ErrorCode::NoSpace);
        EXPECT_EQ(m_store->state(), before);
    }
}

TEST_F(FullDisk, WhatIsThereCanStillBeUninstalled)
{
    ASSERT_EQ(install(m_first), kInstalled);
    const DesiredState before = m_store->state();
    m_disk->fillUpTo(0);
    const Result<DesiredState> off = m_store->setEnabled(kGainId, false);
    ASSERT_FALSE(off) << "the new list needs room beside the old one";
    EXPECT_EQ(off.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(m_store->state(), before);
    EXPECT_FALSE(m_store->setDecoderOrder("aac", {"built-in"}));
    EXPECT_FALSE(m_store->addToHistory("{}"));
    m_disk->fillUpTo(kBlock);
    ASSERT_TRUE(m_store->markUninstall(kGainId, false));
    const Result<DesiredState> gone = m_store->finishUninstall(kGainId);
    ASSERT_TRUE(gone) << gone.error().message;
    expectTidyDisk();
}

TEST_F(FullDisk, OfWhichNothingCanBeChangedRefusesEverything)
{
    ASSERT_EQ(install(m_first), kInstalled);
    const DesiredState before = m_store->state();
    const InstallCandidate waiting = examined(m_second);
    const std::vector<std::string> files = storeListing();
    m_disk->setWritable(false);
    const Result<InstallCandidate> candidate = m_store->examine(m_second);
    ASSERT_FALSE(candidate);
    EXPECT_THAT(candidate.error().message,
                AllOf(HasSubstr("incoming"), HasSubstr("Read-only"), HasSubstr("see to it that you may")));
    for (const Result<DesiredState>& result : {m_store->install(waiting), m_store->setEnabled(kGainId, false),
                                               m_store->markUninstall(kGainId, true)}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::PermissionDenied);
        EXPECT_THAT(result.error().message, HasSubstr(m_storeFolder.string()));
    }
    EXPECT_EQ(m_store->state(), before);
    EXPECT_EQ(storeListing(), files);
    m_disk->setWritable(true);
    EXPECT_TRUE(m_store->setEnabled(kGainId, false));
    m_store->discard(waiting);
    expectTidyDisk();

    m_store.reset();
    m_disk->setWritable(false);
    const Result<std::unique_ptr<PluginStore>> store = PluginStore::open(m_storeFolder);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::PermissionDenied);
    m_disk->setWritable(true);
    reopen();
    EXPECT_EQ(summaryOf(m_store->state()), std::string(kGainId) + " 1.0.0 disabled");
}

/// Root may write everywhere, so somebody else tries.
TEST_F(StoreTest, AFolderThatOthersMayNotWriteToIsNamed)
{
    const fs::path mine = m_folder.path() / "mine";
    fs::create_directory(mine);
    fs::permissions(m_folder.path(), fs::perms::owner_all | fs::perms::others_exec | fs::perms::others_read);
    fs::permissions(mine, fs::perms::owner_exec | fs::perms::owner_read | fs::perms::others_exec |
                              fs::perms::others_read);
    int words[2];
    ASSERT_EQ(::pipe(words), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        constexpr uid_t kNobody = 65534;
        if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
            ::_exit(1);
        const auto store = PluginStore::open(mine / "store");
        const std::string message = store ? "it was opened" : store.error().message;
        const bool isWritten = ::write(words[1], message.data(), message.size()) > 0;
        ::_exit(isWritten && !store && store.error().code == ErrorCode::PermissionDenied ? 0 : 1);
    }
    ::close(words[1]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    std::string message(1000, '\0');
    const ssize_t length = ::read(words[0], message.data(), message.size());
    ::close(words[0]);
    message.resize(length > 0 ? static_cast<size_t>(length) : 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << message;
    EXPECT_THAT(message, AllOf(HasSubstr((mine / "store").string()), HasSubstr("Permission denied"),
                               HasSubstr("see to it that you may")));
    EXPECT_TRUE(fs::is_empty(mine));
}

} // namespace
} // namespace stellatune
