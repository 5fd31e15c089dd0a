#include "app/playlist/playlist_editor.h"

#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>

#include <algorithm>
#include <fstream>
#include <memory>
#include <random>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using fixtures::TempFolder;

constexpr int kMany = 20'000;

QStringList names(int count, const QString& prefix = QStringLiteral("/m/"))
{
    QStringList list;
    list.reserve(count);
    for (int i = 0; i < count; ++i)
        list.append(prefix + QString::number(i) + QStringLiteral(".flac"));
    return list;
}

struct PlaylistEditorTest : testing::Test {
    PlaylistModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
    PlaylistEditor editor{model};

    QString order() const
    {
        QString text;
        for (const PlaylistTrack& track : model.tracks())
            text += track.displayTitle();
        return text;
    }
    void addLetters(const QString& letters)
    {
        QStringList files;
        for (const QChar letter : letters)
            files.append(QStringLiteral("/") + letter + QStringLiteral(".flac"));
        editor.add(files);
    }
};

TEST_F(PlaylistEditorTest, AddsAtTheEndOrBeforeARowAsOneStep)
{
    addLetters("ab");
    const QList<EntryId> ids = editor.add({"/x.flac", "/y.flac"}, 1);
    EXPECT_EQ(order(), "axyb");
    EXPECT_EQ(ids, QList<EntryId>({model.idAt(1), model.idAt(2)}));
    EXPECT_EQ(editor.undoStack().count(), 2);
    EXPECT_EQ(editor.undoStack().undoText(), "Add 2 Tracks");
    editor.undoStack().undo();
    EXPECT_EQ(order(), "ab");
    editor.undoStack().redo();
    EXPECT_EQ(order(), "axyb");
    EXPECT_EQ(model.idAt(1), ids.first());
}

TEST_F(PlaylistEditorTest, RemovesScatteredRowsAndPutsThemBack)
{
    addLetters("abcdefg");
    const QList<PlaylistTrack> before = model.tracks();
    editor.remove({5, 0, 2, 2, 99, -1});
    EXPECT_EQ(order(), "bdeg");
    EXPECT_EQ(editor.undoStack().undoText(), "Remove 3 Tracks");
    editor.undoStack().undo();
    EXPECT_EQ(model.tracks(), before);
    editor.remove({3});
    EXPECT_EQ(editor.undoStack().undoText(), "Remove Track");
    editor.undoStack().undo();
    EXPECT_EQ(model.tracks(), before);
    editor.remove({});
    EXPECT_EQ(editor.undoStack().undoText(), "Add 7 Tracks");
}

TEST_F(PlaylistEditorTest, MovesRowsWithTheirOrderKept)
{
    addLetters("abcdef");
    editor.move({4, 1}, 0);
    EXPECT_EQ(order(), "beacdf");
    editor.undoStack().undo();
    editor.move({0, 1}, 6);
    EXPECT_EQ(order(), "cdefab");
    editor.undoStack().undo();
    editor.move({1, 3, 5}, 3);
    EXPECT_EQ(order(), "acbdfe");
    editor.undoStack().undo();
    EXPECT_EQ(order(), "abcdef");
    const int steps = editor.undoStack().count();
    editor.move({2}, 2);
    editor.move({2}, 3);
    editor.move({}, 3);
    EXPECT_EQ(editor.undoStack().count(),
              steps); // nothing moved, nothing to undo; the undone step can be redone
    EXPECT_TRUE(editor.undoStack().canRedo());
}

TEST_F(PlaylistEditorTest, SortsAndClearsUndoably)
{
    addLetters("cab");
    editor.sort(PlaylistModel::TitleColumn, Qt::AscendingOrder);
    EXPECT_EQ(order(), "abc");
    EXPECT_EQ(editor.undoStack().undoText(), "Sort by Title");
    editor.sort(PlaylistModel::TitleColumn, Qt::AscendingOrder);
    EXPECT_EQ(editor.undoStack().count(), 2);
    editor.clear();
    EXPECT_EQ(model.rowCount(), 0);
    editor.clear();
    EXPECT_EQ(editor.undoStack().count(), 3);
    editor.undoStack().undo();
    editor.undoStack().undo();
    EXPECT_EQ(order(), "cab");
}

TEST_F(PlaylistEditorTest, TagsReadMeanwhileSurviveUndoAndRedo)
{
    addLetters("ab");
    model.applyTags({{model.idAt(0), "Tagged", {}, {}, 0, 0, 1.0, {}}});
    editor.undoStack().undo();
    editor.undoStack().redo();
    EXPECT_EQ(model.track(0).title, "Tagged");
    editor.remove({0});
    editor.undoStack().undo();
    EXPECT_EQ(model.track(0).title, "Tagged");
}

TEST_F(PlaylistEditorTest, AnyWalkThroughHistoryRestoresEveryState)
{
    std::mt19937 random(7);
    const auto below = [&random](int limit) {
        return static_cast<int>(random() % static_cast<unsigned>(limit));
    };
    std::vector<QList<PlaylistTrack>> states{model.tracks()};
    while (states.size() < 90) {
        const int index = editor.undoStack().index();
        const int total = model.rowCount();
        QList<int> rows;
        for (int i = 0; i < total; ++i) {
            if (below(4) == 0)
                rows.append(i);
        }
        switch (below(5)) {
        case 0:
        case 1:
            editor.add(names(1 + below(5)), below(total + 1));
            break;
        case 2:
            editor.remove(rows);
            break;
        case 3:
            editor.move(rows, below(total + 1));
            break;
        default:
            editor.sort(PlaylistModel::TitleColumn, below(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
        }
        if (editor.undoStack().index() > index)
            states.push_back(model.tracks());
    }
    ASSERT_EQ(editor.undoStack().index() + 1, static_cast<int>(states.size()));
    for (int walk = 0; walk < 200; ++walk) {
        editor.undoStack().setIndex(below(static_cast<int>(states.size())));
        ASSERT_EQ(model.tracks(), states[static_cast<size_t>(editor.undoStack().index())]);
    }
}

TEST_F(PlaylistEditorTest, HandlesDropsOfItsOwnRows)
{
    addLetters("abc");
    const std::unique_ptr<QMimeData> mime(model.mimeData({model.index(2, 0)}));
    model.dropMimeData(mime.get(), Qt::CopyAction, 0, 0, {});
    EXPECT_EQ(order(), "cab");
}

TEST_F(PlaylistEditorTest, AFolderIsOneUndoStepAndPlaysFromItsFirstFile)
{
    const TempFolder folder;
    for (int i = 0; i < FileCollector::kBatchSize * 2 + 10; ++i)
        std::ofstream(folder / (std::to_string(i) + ".flac"));
    addLetters("ab");
    QSignalSpy play(&editor, &PlaylistEditor::playRequested);
    editor.addFiles({QString::fromStdString(folder.path().string())}, 1, PlaylistEditor::Then::Play);
    ASSERT_TRUE(fixtures::waitFor([&] { return !editor.collector().isBusy(); }));
    EXPECT_EQ(model.rowCount(), FileCollector::kBatchSize * 2 + 12);
    EXPECT_EQ(model.track(1).displayTitle(), "0");
    EXPECT_EQ(model.track(11).displayTitle(), "10");
    EXPECT_EQ(model.track(model.rowCount() - 1).displayTitle(), "b");
    ASSERT_EQ(play.count(), 1);
    EXPECT_EQ(play.at(0).at(0).value<EntryId>(), model.idAt(1));
    EXPECT_EQ(editor.undoStack().count(), 2);
    EXPECT_EQ(editor.undoStack().undoText(), "Add 1010 Tracks");
    editor.undoStack().undo();
    EXPECT_EQ(order(), "ab");
}

TEST_F(PlaylistEditorTest, TwoAdditionsDoNotMerge)
{
    const TempFolder folder;
    std::ofstream(folder / "1.flac");
    for (int i = 0; i < 2; ++i)
        editor.addFiles({QString::fromStdString(folder.path().string())});
    ASSERT_TRUE(fixtures::waitFor([&] { return !editor.collector().isBusy(); }));
    EXPECT_EQ(model.rowCount(), 2);
    EXPECT_EQ(editor.undoStack().count(), 2);
}

TEST_F(PlaylistEditorTest, ClearingEndsAdditionsUnderWay)
{
    const TempFolder folder;
    for (int i = 0; i < 100; ++i)
        std::ofstream(folder / (std::to_string(i) + ".flac"));
    addLetters("a");
    editor.addFiles({QString::fromStdString(folder.path().string())});
    editor.clear();
    ASSERT_TRUE(fixtures::waitFor([&] { return !editor.collector().isBusy(); }));
    EXPECT_EQ(model.rowCount(), 0);
}

/// Without the model tester, which looks at every row at every change.
TEST(PlaylistEditorLarge, TwentyThousandRowsStayRight)
{
    PlaylistModel model;
    PlaylistEditor editor(model);
    QStringList files = names(kMany);
    std::shuffle(files.begin(), files.end(), std::mt19937(3));
    editor.add(files);
    const QList<PlaylistTrack> shuffled = model.tracks();

    editor.sort(PlaylistModel::TitleColumn, Qt::AscendingOrder);
    for (int row = 0; row < kMany; ++row)
        ASSERT_EQ(model.track(row).displayTitle(), QString::number(row));

    QList<int> odd;
    for (int row = 1; row < kMany; row += 2)
        odd.append(row);
    editor.remove(odd);
    ASSERT_EQ(model.rowCount(), kMany / 2);
    for (int row = 0; row < kMany / 2; ++row)
        ASSERT_EQ(model.track(row).displayTitle(), QString::number(row * 2));
    editor.undoStack().undo();
    editor.undoStack().undo();
    EXPECT_EQ(model.tracks(), shuffled);
    editor.undoStack().undo();
    EXPECT_EQ(model.rowCount(), 0);
    editor.undoStack().setIndex(3);
    EXPECT_EQ(model.rowCount(), kMany / 2);
    EXPECT_EQ(model.entries()->size(), static_cast<size_t>(kMany / 2));
}

} // namespace
} // namespace stellatune
