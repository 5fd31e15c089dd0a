#include "app/cli/file_list.h"
#include "tests/fixtures/encoded_audio.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace stellatune::cli {
namespace {

class CliFileList : public testing::Test {
  protected:
    void touch(const std::filesystem::path& name) const
    {
        std::filesystem::create_directories((m_folder / name).parent_path());
        fixtures::writeBytes(m_folder / name, {'x'});
    }

    std::vector<std::string> namesIn(const FileList& list) const
    {
        std::vector<std::string> names;
        for (const auto& file : list.files)
            names.push_back(file.lexically_relative(m_folder.path()).string());
        return names;
    }

    fixtures::TempFolder m_folder;
};

TEST_F(CliFileList, FoldersGiveWhatCanBePlayedInNaturalOrder)
{
    for (const char* name : {"CD10/1.flac", "CD2/10.flac", "CD2/9.FLAC", "CD2/cover.jpg", "CD2/notes.txt",
                             "a.mp3", ".hidden.mp3", ".trash/b.mp3", "z.ogg"})
        touch(name);
    const FileList list = expandToFiles({m_folder.path()});
    EXPECT_THAT(namesIn(list),
                testing::ElementsAre("a.mp3", "CD2/9.FLAC", "CD2/10.flac", "CD10/1.flac", "z.ogg"));
    EXPECT_TRUE(list.errors.empty());
}

TEST_F(CliFileList, NamedFilesStayAsTheyAre)
{
    touch("notes.txt");
    touch("b.flac");
    touch("a.flac");
    const FileList list =
        expandToFiles({m_folder / "notes.txt", m_folder / "b.flac", m_folder / "nothing.flac",
                       m_folder / "a.flac", m_folder / "a.flac"});
    EXPECT_THAT(namesIn(list),
                testing::ElementsAre("notes.txt", "b.flac", "nothing.flac", "a.flac", "a.flac"));
}

TEST_F(CliFileList, LinksInACircleEnd)
{
    touch("album/a.flac");
    std::filesystem::create_directory_symlink(m_folder.path(), m_folder / "album" / "up");
    EXPECT_THAT(namesIn(expandToFiles({m_folder.path()})), testing::ElementsAre("album/a.flac"));
}

TEST_F(CliFileList, PipesInFoldersAreLeftAlone)
{
    ASSERT_EQ(mkfifo((m_folder / "pipe.flac").c_str(), 0600), 0);
    EXPECT_TRUE(expandToFiles({m_folder.path()}).files.empty());
}

} // namespace
} // namespace stellatune::cli
