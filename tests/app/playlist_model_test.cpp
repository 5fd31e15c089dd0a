#include "app/playlist/playlist_model.h"

#include "app/playlist/file_path.h"
#include "app/playlist/playlist_order.h"
#include "tests/app/wait_for.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QUrl>

#include <cmath>
#include <memory>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

PlaylistTrack track(const QString& path, const QString& title = {}, const QString& artist = {},
                    const QString& album = {}, uint32_t number = 0, uint32_t disc = 0, double seconds = 0.0)
{
    PlaylistTrack made = makeTrack(path);
    made.title = title;
    made.artist = artist;
    made.album = album;
    made.trackNumber = number;
    made.discNumber = disc;
    made.durationSeconds = seconds;
    made.tagState = TagState::Read;
    return made;
}

QStringList paths(const PlaylistModel& model)
{
    QStringList list;
    for (const PlaylistTrack& row : model.tracks())
        list.append(row.path);
    return list;
}

QStringList titlesSortedBy(int column, Qt::SortOrder direction, const QList<PlaylistTrack>& tracks)
{
    QStringList titles;
    for (const int row : sortedOrder(tracks, column, direction))
        titles.append(tracks.at(row).displayTitle());
    return titles;
}

struct PlaylistModelTest : testing::Test {
    PlaylistModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(PlaylistModelTest, ShowsTagsAndFallsBackToTheFileName)
{
    model.insertTracks(0,
                       {track("/m/a.b.flac"), track("/m/x.mp3", "Title", "Artist", "Album", 1, 1, 3723.9)});
    EXPECT_EQ(model.index(0, PlaylistModel::TitleColumn).data().toString(), "a.b");
    EXPECT_EQ(model.index(0, PlaylistModel::LengthColumn).data().toString(), "–");
    EXPECT_FALSE(model.index(0, PlaylistModel::NumberColumn).data().isValid());
    EXPECT_EQ(model.index(1, PlaylistModel::NumberColumn).data().toInt(), 1);
    EXPECT_EQ(model.index(1, PlaylistModel::TitleColumn).data().toString(), "Title");
    EXPECT_EQ(model.index(1, PlaylistModel::ArtistColumn).data().toString(), "Artist");
    EXPECT_EQ(model.index(1, PlaylistModel::AlbumColumn).data().toString(), "Album");
    EXPECT_EQ(model.index(1, PlaylistModel::LengthColumn).data().toString(), "1:02:03");
    EXPECT_EQ(model.index(1, 0).data(PlaylistModel::PathRole).toString(), "/m/x.mp3");
    EXPECT_EQ(model.index(1, 0).data(PlaylistModel::EntryIdRole).value<EntryId>(), model.idAt(1));
    EXPECT_DOUBLE_EQ(model.totalSeconds(), 3723.9);
}

TEST_F(PlaylistModelTest, KeepsTheRowOfEachIdThroughEveryChange)
{
    const auto check = [this] {
        for (int row = 0; row < model.rowCount(); ++row)
            ASSERT_EQ(model.rowOf(model.idAt(row)), row);
    };
    model.insertTracks(0, {track("/0"), track("/1"), track("/2")});
    check();
    model.insertTracks(3, {track("/3"), track("/4")});
    check();
    model.insertTracks(1, {track("/5")});
    check();
    const EntryId removed = model.idAt(2);
    model.removeRange(2, 2);
    check();
    EXPECT_EQ(model.rowOf(removed), -1);
    EXPECT_EQ(model.find(removed), nullptr);
    model.reorder({3, 0, 2, 1});
    check();
    EXPECT_EQ(paths(model), QStringList({"/4", "/0", "/3", "/5"}));
    EXPECT_EQ(model.rowOf(0), -1);
}

TEST_F(PlaylistModelTest, SelectionsFollowTheirRowsWhenReordered)
{
    model.insertTracks(0, {track("/0"), track("/1"), track("/2")});
    const QPersistentModelIndex last = model.index(2, PlaylistModel::AlbumColumn);
    model.reorder({2, 1, 0});
    EXPECT_EQ(last.row(), 0);
    EXPECT_EQ(last.column(), PlaylistModel::AlbumColumn);
}

TEST_F(PlaylistModelTest, GivesTheQueueAsOneSharedSnapshot)
{
    model.insertTracks(0, {track("/ä ö/0.flac"), track("/1")});
    const QueueEntries entries = model.entries();
    ASSERT_EQ(entries->size(), 2U);
    EXPECT_EQ(entries->at(0).path, std::filesystem::path("/ä ö/0.flac"));
    EXPECT_EQ(entries->at(1).id, model.idAt(1));
    EXPECT_EQ(model.entries(), entries);
    model.applyTags({{model.idAt(0), "New title", {}, {}, 0, 0, 1.0, {}}});
    EXPECT_EQ(model.entries(), entries);
    model.removeRange(0, 1);
    EXPECT_EQ(model.entries()->size(), 1U);
    EXPECT_EQ(entries->size(), 2U);
}

TEST_F(PlaylistModelTest, TellsOfManyChangesOnce)
{
    QSignalSpy spy(&model, &PlaylistModel::queueChanged);
    for (int i = 0; i < 10; ++i)
        model.insertTracks(i, {track("/a")});
    EXPECT_EQ(spy.count(), 0);
    ASSERT_TRUE(fixtures::waitFor([&] { return spy.count() > 0; }));
    EXPECT_EQ(spy.count(), 1);
}

TEST_F(PlaylistModelTest, AppliesTagsInRunsAndPassesOverUnknownRows)
{
    model.insertTracks(0, {makeTrack("/0"), makeTrack("/1"), makeTrack("/2"), makeTrack("/3")});
    QSignalSpy spy(&model, &PlaylistModel::dataChanged);
    QList<TagResult> results;
    for (const int row : {3, 0, 1})
        results.append({model.idAt(row), QString::number(row), {}, {}, 0, 0, 0.0, {}});
    results.append({999'999'999, "nobody", {}, {}, 0, 0, 0.0, {}});
    results.last().id = makeEntryId();
    model.applyTags(results);
    ASSERT_EQ(spy.count(), 2);
    EXPECT_EQ(spy.at(0).at(0).toModelIndex().row(), 0);
    EXPECT_EQ(spy.at(0).at(1).toModelIndex().row(), 1);
    EXPECT_EQ(spy.at(1).at(0).toModelIndex().row(), 3);
    EXPECT_EQ(model.track(1).title, "1");
    EXPECT_EQ(model.track(2).tagState, TagState::Unread);
    EXPECT_EQ(model.track(3).tagState, TagState::Read);
}

TEST_F(PlaylistModelTest, MarksWhatPlaysAndWhatFailed)
{
    model.insertTracks(0, {track("/0"), track("/1", "Song")});
    QSignalSpy changes(&model, &PlaylistModel::dataChanged);
    model.setCurrent(model.idAt(1));
    EXPECT_TRUE(model.index(1, 0).data(PlaylistModel::CurrentRole).toBool());
    EXPECT_FALSE(model.index(0, 0).data(PlaylistModel::CurrentRole).toBool());
    EXPECT_EQ(changes.count(), 1);
    model.setCurrent(model.idAt(0));
    EXPECT_EQ(changes.count(), 3);
    model.setFailure(model.idAt(1), "It is gone.");
    EXPECT_EQ(model.index(1, 0).data(PlaylistModel::FailureRole).toString(), "It is gone.");
    EXPECT_EQ(model.index(1, PlaylistModel::TitleColumn).data(Qt::AccessibleTextRole).toString(),
              "Song. It is gone.");
    model.setFailure(model.idAt(1), {});
    EXPECT_FALSE(model.index(1, 0).data(Qt::ToolTipRole).isValid());
}

TEST(PlaylistOrder, IsNaturalIgnoresCaseAndPutsWhatIsMissingLast)
{
    const QList<PlaylistTrack> tracks{track("/c", "Track 10", "b"), track("/b", "track 2", ""),
                                      track("/a", "Élan", "a"), track("/d", "elbow", "B")};
    EXPECT_EQ(titlesSortedBy(PlaylistModel::TitleColumn, Qt::AscendingOrder, tracks),
              QStringList({"Élan", "elbow", "track 2", "Track 10"}));
    EXPECT_EQ(titlesSortedBy(PlaylistModel::TitleColumn, Qt::DescendingOrder, tracks),
              QStringList({"Track 10", "track 2", "elbow", "Élan"}));
    EXPECT_EQ(titlesSortedBy(PlaylistModel::ArtistColumn, Qt::AscendingOrder, tracks),
              QStringList({"Élan", "Track 10", "elbow", "track 2"}));
    EXPECT_EQ(titlesSortedBy(PlaylistModel::ArtistColumn, Qt::DescendingOrder, tracks).last(), "track 2");
}

TEST(PlaylistOrder, HearsAlbumsFromTheirStartWhicheverWayTheyAreSorted)
{
    const QList<PlaylistTrack> tracks{track("/1", "B2-1", "", "B", 1, 2), track("/2", "A3", "", "A", 3),
                                      track("/3", "B1-2", "", "B", 2, 1), track("/4", "A1", "", "A", 1)};
    EXPECT_EQ(titlesSortedBy(PlaylistModel::AlbumColumn, Qt::AscendingOrder, tracks),
              QStringList({"A1", "A3", "B1-2", "B2-1"}));
    EXPECT_EQ(titlesSortedBy(PlaylistModel::AlbumColumn, Qt::DescendingOrder, tracks),
              QStringList({"B1-2", "B2-1", "A1", "A3"}));
}

TEST(PlaylistOrder, SortsNumbersByDiscAndTrack)
{
    const QList<PlaylistTrack> tracks{track("/1", "none"), track("/2", "2-1", "", "", 1, 2),
                                      track("/3", "1-10", "", "", 10, 1), track("/4", "1-9", "", "", 9, 1)};
    EXPECT_EQ(titlesSortedBy(PlaylistModel::NumberColumn, Qt::AscendingOrder, tracks),
              QStringList({"1-9", "1-10", "2-1", "none"}));
}

TEST(PlaylistOrder, SortsLengthsAsNumbers)
{
    const QList<PlaylistTrack> tracks{track("/1", "none"), track("/2", "long", "", "", 0, 0, 600),
                                      track("/3", "short", "", "", 0, 0, 59)};
    EXPECT_EQ(titlesSortedBy(PlaylistModel::LengthColumn, Qt::AscendingOrder, tracks),
              QStringList({"short", "long", "none"}));
    EXPECT_EQ(titlesSortedBy(PlaylistModel::LengthColumn, Qt::DescendingOrder, tracks),
              QStringList({"long", "short", "none"}));
}

TEST_F(PlaylistModelTest, OffersDraggedRowsAsFilesToCopyNeverToMove)
{
    model.insertTracks(0, {track("/m/a b.flac"), track("/m/#c.flac")});
    EXPECT_FALSE(model.supportedDragActions() & Qt::MoveAction);
    const std::unique_ptr<QMimeData> mime(
        model.mimeData({model.index(1, 0), model.index(1, 1), model.index(0, 0)}));
    EXPECT_EQ(mime->urls(),
              QList<QUrl>({QUrl::fromLocalFile("/m/a b.flac"), QUrl::fromLocalFile("/m/#c.flac")}));
}

TEST_F(PlaylistModelTest, ADropOfItsOwnRowsAsksForAMove)
{
    model.insertTracks(0, {track("/0"), track("/1"), track("/2")});
    QSignalSpy moves(&model, &PlaylistModel::moveRequested);
    const std::unique_ptr<QMimeData> mime(model.mimeData({model.index(2, 0), model.index(1, 0)}));
    EXPECT_TRUE(model.dropMimeData(mime.get(), Qt::CopyAction, 0, 0, {}));
    ASSERT_EQ(moves.count(), 1);
    EXPECT_EQ(moves.at(0).at(0).value<QList<EntryId>>(), QList<EntryId>({model.idAt(1), model.idAt(2)}));
    EXPECT_EQ(moves.at(0).at(1).toInt(), 0);
}

TEST_F(PlaylistModelTest, ADropOfAnotherListsRowsOrOfFilesAsksToAddThem)
{
    PlaylistModel other;
    other.insertTracks(0, {track("/other.flac")});
    model.insertTracks(0, {track("/0")});
    QSignalSpy moves(&model, &PlaylistModel::moveRequested);
    QSignalSpy files(&model, &PlaylistModel::filesDropped);
    const std::unique_ptr<QMimeData> rows(other.mimeData({other.index(0, 0)}));
    EXPECT_TRUE(model.dropMimeData(rows.get(), Qt::CopyAction, -1, -1, {}));
    QMimeData urls;
    urls.setUrls({QUrl::fromLocalFile("/ü/x%20.flac"), QUrl("http://radio.example/a")});
    EXPECT_TRUE(model.dropMimeData(&urls, Qt::CopyAction, 0, 0, {}));
    EXPECT_EQ(moves.count(), 0);
    ASSERT_EQ(files.count(), 2);
    EXPECT_EQ(files.at(0).at(0).toStringList(), QStringList("/other.flac"));
    EXPECT_EQ(files.at(0).at(1).toInt(), 1);
    EXPECT_EQ(files.at(1).at(0).toStringList(), QStringList({"/ü/x%20.flac", "http://radio.example/a"}));
    QMimeData text;
    text.setText("hello");
    EXPECT_FALSE(model.dropMimeData(&text, Qt::CopyAction, 0, 0, {}));
}

TEST_F(PlaylistModelTest, ForgedDragDataDoesNoHarm)
{
    model.insertTracks(0, {track("/0")});
    QSignalSpy moves(&model, &PlaylistModel::moveRequested);
    const std::unique_ptr<QMimeData> real(model.mimeData({model.index(0, 0)}));
    const QString type = model.mimeTypes().first();
    for (const QByteArray& bytes : {QByteArray(), QByteArray("\xff\xff\xff\xfe"), QByteArray(1000, '\x7f'),
                                    real->data(type).chopped(3)}) {
        QMimeData forged;
        forged.setData(type, bytes);
        EXPECT_FALSE(model.dropMimeData(&forged, Qt::CopyAction, 0, 0, {}));
    }
    EXPECT_EQ(moves.count(), 0);
}

TEST(FormatDuration, ReadsLikeAClock)
{
    EXPECT_EQ(formatDuration(0.5), "0:00");
    EXPECT_EQ(formatDuration(59.99), "0:59");
    EXPECT_EQ(formatDuration(187), "3:07");
    EXPECT_EQ(formatDuration(3600), "1:00:00");
    for (const double odd : {0.0, -1.0, 1e300, std::nan("")})
        EXPECT_EQ(formatDuration(odd), "–");
}

TEST(FilePath, GoesThereAndBack)
{
    for (const QString& path :
         {QStringLiteral("/ä/日本/🎵 a.flac"), QStringLiteral("/-x/%41#?.mp3"), QString()})
        EXPECT_EQ(toQString(toFilesystemPath(path)), path);
    EXPECT_NO_THROW((void)toFilesystemPath(QString(QChar(0xd800))));
}

} // namespace
} // namespace stellatune
