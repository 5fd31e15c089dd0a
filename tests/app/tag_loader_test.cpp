#include "app/playlist/tag_loader.h"

#include "app/playlist/cover_loader.h"
#include "app/playlist/file_path.h"
#include "app/playlist/playlist_editor.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"

#include <QSignalSpy>

#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using fixtures::TempFolder;
using fixtures::waitFor;

struct TagLoaderTest : testing::Test {
    TempFolder folder;
    PlaylistModel model;
    QString tagged = toQString(folder / "tagged.flac");

    TagLoaderTest()
    {
        fixtures::encodeFlac(fixtures::sweep(44'100), folder / "tagged.flac",
                             {"-T", "TITLE=Jóga\nLive", "-T", "ARTIST=Björk", "-T", "ALBUM=H", "-T",
                              "TRACKNUMBER=5", "-T", "DISCNUMBER=2"});
    }
};

TEST_F(TagLoaderTest, FillsRowsThatAreThereAndRowsThatCome)
{
    model.insertTracks(0, {makeTrack(tagged)});
    TagLoader loader(model);
    model.insertTracks(1, {makeTrack(tagged), makeTrack(toQString(folder / "missing.flac"))});
    ASSERT_TRUE(waitFor([&] { return model.track(2).tagState == TagState::Read && loader.isIdle(); }));
    for (const int row : {0, 1}) {
        EXPECT_EQ(model.track(row).title, "Jóga Live");
        EXPECT_EQ(model.track(row).artist, "Björk");
        EXPECT_EQ(model.track(row).album, "H");
        EXPECT_EQ(model.track(row).trackNumber, 5U);
        EXPECT_EQ(model.track(row).discNumber, 2U);
        EXPECT_NEAR(model.track(row).durationSeconds, 1.0, 1e-6);
        EXPECT_TRUE(model.track(row).failure.isEmpty());
    }
    EXPECT_TRUE(model.track(2).failure.contains("missing.flac")) << model.track(2).failure.toStdString();
}

TEST_F(TagLoaderTest, LeavesRowsAloneWhoseTagsAreKnown)
{
    PlaylistTrack known = makeTrack(tagged);
    known.title = "From the last session";
    known.tagState = TagState::Read;
    model.insertTracks(0, {known, makeTrack(tagged)});
    TagLoader loader(model);
    ASSERT_TRUE(waitFor([&] { return loader.isIdle() && model.track(1).tagState == TagState::Read; }));
    EXPECT_EQ(model.track(0).title, "From the last session");
    loader.reload({known.id});
    ASSERT_TRUE(waitFor([&] { return model.track(0).title == "Jóga Live"; }));
}

TEST_F(TagLoaderTest, ReadsTheRowsOnScreenFirst)
{
    QList<PlaylistTrack> tracks;
    for (int i = 0; i < 2000; ++i)
        tracks.append(makeTrack(tagged));
    model.insertTracks(0, tracks);
    TagLoader loader(model);
    loader.setPriority({tracks.at(1990).id, tracks.at(1991).id});
    ASSERT_TRUE(waitFor([&] { return model.track(1991).tagState == TagState::Read; }));
    EXPECT_EQ(model.track(1990).tagState, TagState::Read);
    EXPECT_EQ(model.track(1989).tagState, TagState::Unread);
}

TEST_F(TagLoaderTest, RowsRemovedInBetweenAreNotMissedAndComeBackRead)
{
    QList<PlaylistTrack> tracks;
    for (int i = 0; i < 300; ++i)
        tracks.append(makeTrack(tagged));
    model.insertTracks(0, tracks);
    PlaylistEditor editor(model);
    TagLoader loader(model);
    QList<int> odd;
    for (int row = 1; row < 300; row += 2)
        odd.append(row);
    editor.remove(odd);
    ASSERT_TRUE(waitFor([&] { return loader.isIdle(); }));
    editor.undoStack().undo();
    const auto allRead = [this] {
        return std::all_of(model.tracks().begin(), model.tracks().end(), [](const PlaylistTrack& track) {
            return track.title == QStringLiteral("Jóga Live");
        });
    };
    EXPECT_TRUE(waitFor(allRead));
    model.resetTracks({makeTrack(tagged)});
    EXPECT_TRUE(waitFor(allRead));
}

TEST_F(TagLoaderTest, TellsTheModelInFewBatchesAndDiesAtWork)
{
    QList<PlaylistTrack> tracks;
    for (int i = 0; i < 20'000; ++i)
        tracks.append(makeTrack(tagged));
    model.insertTracks(0, tracks);
    QSignalSpy changes(&model, &PlaylistModel::dataChanged);
    auto loader = std::make_unique<TagLoader>(model);
    ASSERT_TRUE(waitFor([&] { return changes.count() == 4; }));
    const auto read =
        std::count_if(model.tracks().begin(), model.tracks().end(),
                      [](const PlaylistTrack& track) { return track.tagState == TagState::Read; });
    EXPECT_GT(read, 4);
    EXPECT_LT(read, 20'000);
    loader.reset();
}

struct CoverLoaderTest : testing::Test {
    TempFolder folder;
    CoverLoader loader;
    QSignalSpy ready{&loader, &CoverLoader::coverReady};

    QString withCover(const char* name, const char* size)
    {
        const auto picture = folder / (std::string(name) + ".png");
        fixtures::runTool({"convert", "-size", size, "xc:red", picture.string()});
        fixtures::encodeFlac(fixtures::sweep(1000), folder / name, {"--picture=" + picture.string()});
        return toQString(folder / name);
    }
};

TEST_F(CoverLoaderTest, ScalesToTheSizeAskedForAndKeepsTheShape)
{
    const QString path = withCover("wide.flac", "400x200");
    loader.request(path, {64, 64}, 2.0);
    ASSERT_TRUE(waitFor([this] { return ready.count() == 1; }));
    const auto image = ready.at(0).at(1).value<QImage>();
    EXPECT_EQ(ready.at(0).at(0).toString(), path);
    EXPECT_EQ(image.size(), QSize(128, 64));
    EXPECT_EQ(image.devicePixelRatio(), 2.0);
    EXPECT_EQ(image.pixelColor(60, 30), QColor(Qt::red));
}

TEST_F(CoverLoaderTest, AnswersOnlyTheLastRequest)
{
    const QString first = withCover("first.flac", "40x40");
    const QString last = withCover("last.flac", "30x30");
    for (int i = 0; i < 20; ++i)
        loader.request(first, {64, 64}, 1.0);
    loader.request(last, {64, 64}, 1.0);
    ASSERT_TRUE(waitFor([this] { return ready.count() == 1; }));
    EXPECT_EQ(ready.at(0).at(0).toString(), last);
    EXPECT_EQ(ready.at(0).at(1).value<QImage>().size(), QSize(30, 30)); // never enlarged
}

TEST_F(CoverLoaderTest, NoCoverAndDamagedCoverYieldNone)
{
    const TempFolder plain;
    fixtures::encodeFlac(fixtures::sweep(1000), plain / "plain.flac");
    loader.request(toQString(plain / "plain.flac"), {64, 64}, 1.0);
    ASSERT_TRUE(waitFor([this] { return ready.count() == 1; }));
    fixtures::writeBytes(plain / "cover.png", {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H'});
    loader.request(toQString(plain / "plain.flac"), {64, 64}, 1.0);
    ASSERT_TRUE(waitFor([this] { return ready.count() == 2; }));
    for (const auto& arguments : ready)
        EXPECT_TRUE(arguments.at(1).value<QImage>().isNull());
}

} // namespace
} // namespace stellatune
