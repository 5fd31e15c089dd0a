#include "app/playlist/playlist_filter.h"

#include "app/playlist/playlist_model.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QUrl>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

PlaylistTrack track(const QString& path, const QString& title, const QString& artist, const QString& album)
{
    PlaylistTrack made = makeTrack(path);
    made.title = title;
    made.artist = artist;
    made.album = album;
    return made;
}

struct PlaylistFilterTest : testing::Test {
    PlaylistModel model;
    PlaylistFilter filter{model};
    QAbstractItemModelTester tester{&filter, QAbstractItemModelTester::FailureReportingMode::Fatal};

    PlaylistFilterTest()
    {
        model.insertTracks(0, {track("/a/one.flac", "Jóga", "Björk", "Homogenic"),
                               track("/a/two.flac", "STRASSE", "Motörhead", "Ace"),
                               track("/bjork/three_x.flac", "", "", "")});
    }
    int found(const QString& text)
    {
        filter.setText(text);
        return filter.rowCount();
    }
};

TEST_F(PlaylistFilterTest, FindsEveryWordInAnyFieldWhateverCaseAndAccents)
{
    EXPECT_EQ(found("bjork"), 1); // folders do not count
    EXPECT_EQ(found("BJÖRK joga"), 1);
    EXPECT_EQ(found("bjork ace"), 0);
    EXPECT_EQ(found("straße"), 1);
    EXPECT_EQ(found("three_X"), 1);
    EXPECT_EQ(found("flac"), 3);
    EXPECT_EQ(found("  \t o  "), 2);
    EXPECT_EQ(found("gabj"), 0); // not across fields
    EXPECT_EQ(found("日本"), 0);
    EXPECT_EQ(found(""), 3);
    EXPECT_FALSE(filter.isActive());
}

TEST_F(PlaylistFilterTest, FollowsChangesWhileActive)
{
    EXPECT_EQ(found("zebra"), 0);
    model.applyTags({{model.idAt(2), "Zebra", {}, {}, 0, 0, 0.0, {}}});
    EXPECT_EQ(filter.rowCount(), 1);
    model.insertTracks(0, {track("/zebra 2.flac", "", "", "")});
    EXPECT_EQ(filter.rowCount(), 2);
    model.reorder({3, 2, 1, 0});
    EXPECT_EQ(filter.rowCount(), 2);
    EXPECT_EQ(filter.index(0, PlaylistModel::TitleColumn).data().toString(), "Zebra");
    model.removeRange(0, 1);
    EXPECT_EQ(filter.rowCount(), 1);
    model.resetTracks({});
    EXPECT_EQ(filter.rowCount(), 0);
}

TEST_F(PlaylistFilterTest, DropsLandBeforeTheRowShown)
{
    filter.setText("ace");
    ASSERT_EQ(filter.rowCount(), 1);
    QSignalSpy drops(&model, &PlaylistModel::filesDropped);
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile("/new.flac")});
    EXPECT_TRUE(filter.dropMimeData(&files, Qt::CopyAction, 0, 0, {}));
    EXPECT_TRUE(filter.dropMimeData(&files, Qt::CopyAction, -1, -1, {}));
    ASSERT_EQ(drops.count(), 2);
    EXPECT_EQ(drops.at(0).at(1).toInt(), 1);
    EXPECT_EQ(drops.at(1).at(1).toInt(), 3);
}

TEST(PlaylistFilterLarge, TwentyThousandRowsTypedLetterByLetter)
{
    PlaylistModel model;
    QList<PlaylistTrack> tracks;
    for (int i = 0; i < 20'000; ++i)
        tracks.append(track(QString("/%1.flac").arg(i), QString("Títle %1").arg(i), "Ärtist", "Album"));
    model.insertTracks(0, tracks);
    PlaylistFilter filter(model);
    const QString typed = "artist title 1999";
    for (int length = 1; length <= typed.size(); ++length)
        filter.setText(typed.left(length));
    EXPECT_EQ(filter.rowCount(), 12); // 1999, 11999 and 1999x
    filter.setText({});
    EXPECT_EQ(filter.rowCount(), 20'000);
}

} // namespace
} // namespace stellatune
