// Noticing builds, with a clock and a file that the test turns by hand, and with real files.
#include "app/cli/build_watch.h"
#include "tests/fixtures/child_process.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class BuildWatchTest : public ::testing::Test {
  protected:
    void write(const std::string& content)
    {
        m_content = content;
        touch();
    }
    void touch() { m_stamp = FileStamp{m_content.size(), ++m_writes, m_writes, 1}; }
    void remove() { m_stamp.reset(); }
    bool looks(std::chrono::milliseconds later = 50ms)
    {
        m_now += later;
        return m_watch.hasNewBuild(m_now);
    }
    /// Looks until the file has been left alone for long enough.
    bool looksUntilQuiet() { return looks() || looks(BuildWatch::kQuiet); }

    BuildWatch::Clock::time_point m_now;
    std::string m_content;
    std::optional<FileStamp> m_stamp;
    int64_t m_writes = 0;
    int m_reads = 0;
    std::function<void()> m_whileRead = [] {};
    BuildWatch m_watch{[this]() -> Result<FileStamp> {
                           if (!m_stamp)
                               return Error{ErrorCode::NotFound, "test", "It is not there."};
                           return *m_stamp;
                       },
                       [this] {
                           ++m_reads;
                           m_whileRead();
                           return m_content;
                       }};
};

TEST_F(BuildWatchTest, TellsOnceOfAFileThatIsLeftAlone)
{
    write("one");
    EXPECT_FALSE(looks());
    EXPECT_FALSE(looks(BuildWatch::kQuiet - 1ms));
    EXPECT_TRUE(looks(1ms));
    EXPECT_FALSE(looks(1h));
    EXPECT_EQ(m_reads, 1);
}

TEST_F(BuildWatchTest, WaitsWhileItIsWritten)
{
    write("o");
    for (int i = 0; i < 20; ++i) {
        write(m_content + "n");
        EXPECT_FALSE(looks(BuildWatch::kQuiet));
    }
    EXPECT_EQ(m_reads, 0) << "a half-written file is not even read";
    EXPECT_TRUE(looks(BuildWatch::kQuiet));
}

TEST_F(BuildWatchTest, WaitsAgainWhenItChangesWhileItIsRead)
{
    write("one");
    EXPECT_FALSE(looks());
    m_whileRead = [this] { write("two"); };
    EXPECT_FALSE(looks(BuildWatch::kQuiet));
    m_whileRead = [] {};
    EXPECT_FALSE(looks());
    EXPECT_TRUE(looks(BuildWatch::kQuiet));
}

TEST_F(BuildWatchTest, IgnoresAnUnchangedContent)
{
    write("one");
    EXPECT_TRUE(looksUntilQuiet());
    touch();
    EXPECT_FALSE(looksUntilQuiet());
    remove();
    EXPECT_FALSE(looksUntilQuiet());
    write("one");
    EXPECT_FALSE(looksUntilQuiet());
    write("two");
    EXPECT_TRUE(looksUntilQuiet());
    write("one");
    EXPECT_TRUE(looksUntilQuiet()) << "the build before is another build again";
}

TEST_F(BuildWatchTest, ReadsAgainWhatCouldNotBeRead)
{
    write("");
    EXPECT_FALSE(looksUntilQuiet());
    m_content = "one";
    EXPECT_TRUE(looks());
}

TEST_F(BuildWatchTest, TellsAgainWhenAsked)
{
    write("one");
    EXPECT_TRUE(looksUntilQuiet());
    m_watch.tellAgain(m_now);
    EXPECT_FALSE(looks());
    EXPECT_TRUE(looks(BuildWatch::kQuiet));
    EXPECT_FALSE(looks(BuildWatch::kQuiet));
}

class NewestBuild : public ::testing::Test {
  protected:
    /// Written `age` before now.
    std::filesystem::path file(const std::string& name, std::chrono::seconds age = 0s) const
    {
        const std::filesystem::path path = m_folder.path() / name;
        std::ofstream(path) << name;
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
        return path;
    }

    stellatune::testing::TemporaryFolder m_folder;
};

TEST_F(NewestBuild, OfAFileIsThatFile)
{
    const std::filesystem::path missing = m_folder.path() / "not there.so";
    EXPECT_EQ(newestBuild(missing).value(), missing);
}

TEST_F(NewestBuild, OfAFolderIsThePackageOrTheLibraryWhicheverIsNewer)
{
    EXPECT_EQ(newestBuild(m_folder.path()).error().code, ErrorCode::NotFound);
    file("gain.o");
    file("plugin.json");
    EXPECT_EQ(newestBuild(m_folder.path()).error().code, ErrorCode::NotFound);
    const std::filesystem::path package = file("gain.stplugin", 20s);
    EXPECT_EQ(newestBuild(m_folder.path()).value(), package);
    EXPECT_EQ(newestBuild(m_folder.path()).value(), package);
    const std::filesystem::path library = file("gain.so", 10s);
    EXPECT_EQ(newestBuild(m_folder.path()).value(), library);
    file("gain.stplugin");
    EXPECT_EQ(newestBuild(m_folder.path()).value(), package);
}

TEST_F(NewestBuild, OfAFolderWithSeveralPluginsHasToBeNamed)
{
    file("gain.so");
    file("hall.so");
    const Result<std::filesystem::path> build = newestBuild(m_folder.path());
    ASSERT_FALSE(build);
    EXPECT_EQ(build.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(build.error().message, HasSubstr("hall"));
}

TEST_F(NewestBuild, IsToldApartByItsContent)
{
    const std::string digest = digestOf(file("gain.so"));
    EXPECT_EQ(digest.size(), 64u);
    EXPECT_NE(digestOf(file("gain.stplugin")), digest);
    EXPECT_EQ(digestOf(m_folder.path() / "not there.so"), "");
}

} // namespace
} // namespace stellatune::cli
