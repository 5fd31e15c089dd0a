#include "app/playlist/file_collector.h"

#include "app/playlist/file_path.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QUrl>

#include <fstream>

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using fixtures::TempFolder;
using fixtures::waitFor;

struct FileCollectorTest : testing::Test {
    TempFolder folder;
    FileCollector collector;
    QStringList files;
    CollectionReport report;

    FileCollectorTest()
    {
        QObject::connect(&collector, &FileCollector::collected,
                         [this](quint64, const QStringList& batch) { files += batch; });
        QObject::connect(&collector, &FileCollector::finished,
                         [this](quint64, const CollectionReport& made) { report = made; });
    }
    QString path(const std::string& name = {}) const { return toQString(folder / name); }
    void touch(const std::string& name)
    {
        fs::create_directories((folder / name).parent_path());
        std::ofstream(folder / name) << "x";
    }
    /// What was found, relative to the folder.
    QStringList collect(const QStringList& names)
    {
        files.clear();
        collector.collect(names);
        EXPECT_TRUE(waitFor([this] { return !collector.isBusy(); }));
        QStringList relative;
        for (const QString& file : files)
            relative.append(QDir(path()).relativeFilePath(file));
        return relative;
    }
};

TEST_F(FileCollectorTest, ReadsFoldersInNaturalOrderAndOnlyWhatPlays)
{
    for (const char* name : {"10.flac", "9.MP3", "cover.jpg", "list.m3u", ".hidden.flac", "CD 10/a.ogg",
                             "CD 2/b.opus", ".trash/c.flac", "#1 ä?.wav"})
        touch(name);
    EXPECT_EQ(collect({path()}),
              QStringList({"#1 ä?.wav", "9.MP3", "10.flac", "CD 2/b.opus", "CD 10/a.ogg"}));
    EXPECT_EQ(report.found, 5);
    EXPECT_EQ(report.leftOut, 0);
    EXPECT_FALSE(report.cancelled);
}

TEST_F(FileCollectorTest, EntersEachFolderOnceWhateverLinksLeadToIt)
{
    touch("a/1.flac");
    fs::create_directory_symlink(folder.path(), folder / "a/loop");
    fs::create_directory_symlink(folder / "a", folder / "b");
    fs::create_symlink(folder / "a/1.flac", folder / "a/2.flac");
    fs::create_symlink("nowhere.flac", folder / "a/3.flac");
    EXPECT_EQ(collect({path()}), QStringList({"a/1.flac", "a/2.flac"}));
    EXPECT_EQ(report.leftOut, 1);
    EXPECT_TRUE(report.reasons.value(0).contains("3.flac"));
}

TEST_F(FileCollectorTest, SaysWhichFolderItMayNotRead)
{
    touch("open/1.flac");
    touch("shut/2.flac");
    ASSERT_EQ(chmod((folder / "shut").c_str(), 0), 0);
    ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
    const bool root =
        geteuid() == 0; // who may read everything; the thread's file access goes by the effective user
    if (root) {
        ASSERT_EQ(seteuid(65534), 0);
    }
    const QStringList found = collect({path()});
    if (root) {
        ASSERT_EQ(seteuid(0), 0);
    }
    chmod((folder / "shut").c_str(), 0755);
    EXPECT_EQ(found, QStringList("open/1.flac"));
    EXPECT_EQ(report.leftOut, 1);
    EXPECT_TRUE(report.reasons.value(0).contains("shut")) << report.reasons.value(0).toStdString();
}

TEST_F(FileCollectorTest, NamesWhatItLeavesOut)
{
    touch("1.flac");
    ASSERT_EQ(mkfifo((folder / "pipe.flac").c_str(), 0600), 0);
    std::ofstream(folder / "bad\xff.flac");
    std::ofstream(folder / "notes.txt") << "no music";
    EXPECT_EQ(collect({path(), path("notes.txt"), "http://radio.example/stream"}), QStringList("1.flac"));
    EXPECT_EQ(report.leftOut, 4);
    const QString reasons = report.reasons.join('\n');
    for (const char* part : {"pipe.flac", "UTF-8", "notes.txt", "http://radio.example/stream"})
        EXPECT_TRUE(reasons.contains(part)) << part << " in\n" << reasons.toStdString();
}

TEST_F(FileCollectorTest, TakesNamedFilesThatMayPlayAndThoseThatDo)
{
    fixtures::writeWav(folder / "music without extension", fixtures::sweep(100));
    EXPECT_EQ(collect({path("missing.flac"), path("music without extension"),
                       QUrl::fromLocalFile(path("with space.ogg")).toString(QUrl::FullyEncoded)}),
              QStringList({"missing.flac", "music without extension", "with space.ogg"}));
    EXPECT_EQ(report.leftOut, 0);
}

TEST_F(FileCollectorTest, TakesWhatPluginsPlay)
{
    for (const char* name : {"a.flac", "b.MOD", "c.xm", "notes.txt"})
        touch(name);
    collector.setMoreExtensions({"mod"});
    EXPECT_EQ(collect({path()}), QStringList({"a.flac", "b.MOD"}));
    EXPECT_EQ(collect({path("notes.txt")}), QStringList());
    collector.setMoreExtensions({"*"});
    EXPECT_EQ(collect({path(), path("notes.txt")}), QStringList({"a.flac", "notes.txt"}));
}

TEST_F(FileCollectorTest, OpensPlaylists)
{
    touch("sub/1.flac");
    std::ofstream(folder / "a.m3u8") << "#EXTM3U\nsub\nmissing.flac\nb.pls\nhttp://radio.example/\n";
    std::ofstream(folder / "b.pls") << "[playlist]\nFile1=a.m3u8\n";
    EXPECT_EQ(collect({path("a.m3u8")}), QStringList({"sub/1.flac", "missing.flac"}));
    EXPECT_EQ(report.leftOut, 2);
    EXPECT_EQ(collect({path("absent.m3u")}), QStringList());
    EXPECT_EQ(report.leftOut, 1);
}

TEST_F(FileCollectorTest, DeliversInBatchesAndOneJobAfterTheOther)
{
    for (int i = 0; i < FileCollector::kBatchSize + 1; ++i)
        touch(std::to_string(i) + ".flac");
    QSignalSpy batches(&collector, &FileCollector::collected);
    QSignalSpy busy(&collector, &FileCollector::busyChanged);
    const quint64 first = collector.collect({path()});
    const quint64 second = collector.collect({path("7.flac")});
    ASSERT_TRUE(waitFor([this] { return !collector.isBusy(); }));
    ASSERT_EQ(batches.count(), 3);
    EXPECT_EQ(batches.at(0).at(1).toStringList().size(), FileCollector::kBatchSize);
    EXPECT_EQ(batches.at(1).at(0).toULongLong(), first);
    EXPECT_EQ(batches.at(2).at(0).toULongLong(), second);
    EXPECT_EQ(busy.count(), 2);
}

TEST_F(FileCollectorTest, CanBeCancelledAndUsedAgain)
{
    for (int i = 0; i < 50; ++i)
        touch("d" + std::to_string(i) + "/1.flac");
    QSignalSpy finished(&collector, &FileCollector::finished);
    for (int i = 0; i < 20; ++i)
        collector.collect({path()});
    collector.cancel();
    ASSERT_TRUE(waitFor([&] { return finished.count() == 20; }));
    EXPECT_TRUE(report.cancelled);
    EXPECT_EQ(collect({path("d1")}), QStringList("d1/1.flac"));
    EXPECT_FALSE(report.cancelled);
}

TEST_F(FileCollectorTest, CanBeDestroyedAtWork)
{
    for (int i = 0; i < 200; ++i)
        touch(std::to_string(i) + "/1.flac");
    for (int i = 0; i < 20; ++i) {
        FileCollector shortLived;
        for (int job = 0; job < 5; ++job)
            shortLived.collect({path()});
    }
}

} // namespace
} // namespace stellatune
