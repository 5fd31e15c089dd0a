// What a listener does in the window, with real files and a real player.
#include "tests/ui/ui_fixture.h"

#include "app/ui/actions.h"
#include "app/ui/filter_bar.h"
#include "app/ui/message_strip.h"
#include "app/ui/playlist_page.h"
#include "app/ui/playlist_view.h"
#include "app/ui/seek_slider.h"
#include "app/ui/transport_bar.h"
#include "tests/app/wait_for.h"

#include <QDropEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QTest>
#include <QUrl>

#include <fstream>

namespace stellatune::testing {
namespace {

using fixtures::waitFor;

QPoint middleOf(const PlaylistView& view, int row)
{
    return view.visualRect(view.model()->index(row, PlaylistModel::TitleColumn)).center();
}

void dragTo(QWidget* target, const QMimeData& data, QPoint position)
{
    QDragEnterEvent enter(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &enter);
    QDragMoveEvent move(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &move);
    QDropEvent drop(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &drop);
}

} // namespace

TEST_F(WindowTest, ADoubleClickPlaysTheRow)
{
    m_editor.add(makeFiles(3));
    PlaylistView& view = m_window->page().view();
    ASSERT_TRUE(waitFor([&] { return view.visualRect(m_filter.index(1, 0)).isValid(); }));

    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, middleOf(view, 1));
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, middleOf(view, 1));

    EXPECT_TRUE(waitFor([&] { return m_model.current() == m_model.idAt(1); }));
    EXPECT_TRUE(waitFor([&] { return m_player.snapshot().state == PlaybackState::Playing; }));
    EXPECT_EQ(m_window->windowTitle(), QStringLiteral("b"));
}

TEST_F(WindowTest, EnterPlaysAndSpacePauses)
{
    m_editor.add(makeFiles(2));
    PlaylistView& view = m_window->page().view();
    view.setCurrentIndex(m_filter.index(0, 0));
    const QAction* action = m_window->actions().playPause;
    QTest::keyClick(&view, Qt::Key_Return);
    ASSERT_TRUE(waitFor([&] { return action->text() == QStringLiteral("&Pause"); }));
    QTest::keyClick(&view, Qt::Key_Space);
    ASSERT_TRUE(waitFor([&] { return action->text() == QStringLiteral("&Play"); }));
    EXPECT_EQ(m_player.snapshot().state, PlaybackState::Paused);
    QTest::keyClick(&view, Qt::Key_Space);
    EXPECT_TRUE(waitFor([&] { return m_player.snapshot().state == PlaybackState::Playing; }));
}

TEST_F(WindowTest, ADraggedRowMovesAndUndoBringsItBack)
{
    addRows({"a", "b", "c", "d"});
    PlaylistView& view = m_window->page().view();
    const std::unique_ptr<QMimeData> row(m_filter.mimeData({m_filter.index(3, 0)}));
    const QRect second = view.visualRect(m_filter.index(1, PlaylistModel::TitleColumn));

    dragTo(view.viewport(), *row, QPoint(second.center().x(), second.top() + 1));
    EXPECT_EQ(titles(), QStringList({"a", "d", "b", "c"}));
    m_window->actions().undo->trigger();
    EXPECT_EQ(titles(), QStringList({"a", "b", "c", "d"}));
    m_window->actions().redo->trigger();
    EXPECT_EQ(titles(), QStringList({"a", "d", "b", "c"}));
}

TEST_F(WindowTest, ARowDroppedBelowTheLastGoesToTheEnd)
{
    addRows({"a", "b", "c"});
    PlaylistView& view = m_window->page().view();
    const std::unique_ptr<QMimeData> row(m_filter.mimeData({m_filter.index(0, 0)}));
    dragTo(view.viewport(), *row, QPoint(200, view.visualRect(m_filter.index(2, 0)).bottom() + 60));
    EXPECT_EQ(titles(), QStringList({"b", "c", "a"}));
}

TEST_F(WindowTest, DeleteRemovesAndTheNextRowIsChosen)
{
    addRows({"a", "b", "c"});
    PlaylistView& view = m_window->page().view();
    view.setCurrentIndex(m_filter.index(1, 0));
    m_window->actions().remove->trigger();
    EXPECT_EQ(titles(), QStringList({"a", "c"}));
    EXPECT_EQ(view.selectedSourceRows(), QList<int>({1}));
    m_window->actions().undo->trigger();
    EXPECT_EQ(titles(), QStringList({"a", "b", "c"}));
}

TEST_F(WindowTest, TheFilterNarrowsWhileTypingAndEscapeShowsAll)
{
    addRows({"Morning", "Evening", "Mourning"});
    auto* field = child<QLineEdit>("filterField");
    QTest::keyClicks(field, QStringLiteral("mo"));
    EXPECT_EQ(m_filter.rowCount(), 2);
    EXPECT_EQ(child<QWidget>("filterCount")->accessibleName(), QStringLiteral("2 of 3"));
    QTest::keyClicks(field, QStringLiteral("x"));
    EXPECT_EQ(m_filter.rowCount(), 0);
    EXPECT_FALSE(m_window->page().view().isVisible()); // its place tells that nothing matches
    QTest::keyClick(field, Qt::Key_Escape);
    EXPECT_EQ(m_filter.rowCount(), 3);
    EXPECT_TRUE(m_window->page().view().isVisible());
}

TEST_F(WindowTest, TypingInTheRowsStartsASearch)
{
    addRows({"Morning", "Evening"});
    QTest::keyClicks(&m_window->page().view(), QStringLiteral("e"));
    EXPECT_EQ(m_window->page().filterBar().text(), QStringLiteral("e"));
}

TEST_F(WindowTest, AClickOnAHeaderSortsAndAnotherTurnsTheOrder)
{
    addRows({"b", "c", "a"});
    QHeaderView* header = m_window->page().view().header();
    const int x = header->sectionViewportPosition(PlaylistModel::TitleColumn) + 30;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
    EXPECT_EQ(titles(), QStringList({"a", "b", "c"}));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
    EXPECT_EQ(titles(), QStringList({"c", "b", "a"}));
    m_window->actions().undo->trigger();
    m_window->actions().undo->trigger();
    EXPECT_EQ(titles(), QStringList({"b", "c", "a"}));
}

TEST_F(WindowTest, TheVolumeSaysWhenItDoesNotReachWhatIsPlayed)
{
    auto* bar = m_window->findChild<TransportBar*>();
    const auto* volume = child<QWidget>("volumeSlider");
    const QString heard = volume->toolTip();
    SignalPath path;
    path.isStored = true;
    bar->setSignalPath(path);
    EXPECT_EQ(volume->toolTip(), heard + ", not applied to what is stored");
    bar->setSignalPath(std::nullopt);
    EXPECT_EQ(volume->toolTip(), heard);
}

TEST_F(WindowTest, ABadFileIsNamedInPlace)
{
    std::ofstream(m_folder / "words.flac") << "This is no music.";
    m_editor.add({pathOf("words.flac")});
    m_player.setQueue(m_model.entries());
    m_player.playEntry(m_model.idAt(0));

    MessageStrip& strip = m_window->page().messages();
    ASSERT_TRUE(waitFor([&] { return strip.count() > 0; }));
    EXPECT_TRUE(strip.isVisible());
    EXPECT_TRUE(strip.text().contains(QStringLiteral("words.flac"))) << strip.text().toStdString();
    EXPECT_FALSE(m_model.track(0).failure.isEmpty());
    QTest::mouseClick(child<QWidget>("messageDismiss"), Qt::LeftButton);
    EXPECT_FALSE(strip.isVisible());
}

TEST_F(WindowTest, MessagesStackAndTheDevicesGoWhenItIsBack)
{
    MessageStrip& strip = m_window->page().messages();
    strip.add(QStringLiteral("one"));
    EXPECT_TRUE(strip.toolTip().contains(QStringLiteral("one"))) << "the strip may be too short for it";
    strip.add(QStringLiteral("gone"), MessageStrip::Topic::Device);
    strip.add(QStringLiteral("one"));
    EXPECT_EQ(strip.count(), 2);
    EXPECT_EQ(strip.text(), QStringLiteral("one"));
    strip.removeTopic(MessageStrip::Topic::Device);
    EXPECT_EQ(strip.count(), 1);
    strip.dismiss();
    EXPECT_FALSE(strip.isVisible());
}

TEST_F(WindowTest, TwentyThousandDroppedFilesLeaveTheWindowAlive)
{
    constexpr int files = 20'000;
    const std::filesystem::path folder = m_folder / "many";
    std::filesystem::create_directory(folder);
    for (int i = 0; i < files; ++i)
        std::ofstream(folder / (std::to_string(i) + ".flac"));
    int turns = 0;
    QTimer heartbeat; // beats once per turn of the event loop
    QObject::connect(&heartbeat, &QTimer::timeout, [&turns] { ++turns; });
    heartbeat.start(0);

    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(pathOf("many"))});
    dragTo(m_window.get(), data, QPoint(200, 100));
    EXPECT_EQ(m_model.rowCount(), 0); // the drop itself did not wait for the disk
    ASSERT_TRUE(waitFor([&] { return m_model.rowCount() == files; }));

    EXPECT_GE(turns, files / FileCollector::kBatchSize); // at least a turn between any two batches
}

TEST_F(WindowTest, TheSeekSliderRepaintsOnlyWhatMoved)
{
    SeekSlider slider;
    slider.resize(600, 28);
    slider.setDuration(600.0);
    slider.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&slider));

    class PaintWatch : public QObject {
      public:
        QList<QRect> painted;
        bool eventFilter(QObject*, QEvent* event) override
        {
            if (event->type() == QEvent::Paint)
                painted.append(static_cast<QPaintEvent*>(event)->rect());
            return false;
        }
    } watch;
    QCoreApplication::processEvents();
    slider.installEventFilter(&watch);
    slider.setPosition(0.1); // a sixth of a pixel
    QCoreApplication::processEvents();
    EXPECT_TRUE(watch.painted.isEmpty());
    slider.setPosition(5.0);
    QCoreApplication::processEvents();
    ASSERT_FALSE(watch.painted.isEmpty());
    EXPECT_LT(watch.painted.first().width(), 40);
}

TEST_F(WindowTest, TheSeekSliderAsksWhenTheUserMovesItAlone)
{
    SeekSlider slider;
    slider.resize(616, 28);
    slider.setDuration(600.0);
    QList<double> asked;
    QObject::connect(&slider, &SeekSlider::seekRequested,
                     [&asked](double seconds) { asked.append(seconds); });

    slider.setPosition(30.0);
    EXPECT_TRUE(asked.isEmpty());
    QTest::keyClick(&slider, Qt::Key_Right);
    ASSERT_EQ(asked.size(), 1);
    EXPECT_DOUBLE_EQ(asked.last(), 35.0);
    QTest::mouseClick(&slider, Qt::LeftButton, {}, QPoint(308, 14));
    ASSERT_EQ(asked.size(), 2);
    EXPECT_NEAR(asked.last(), 300.0, 1.0);
    QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(100, 14));
    slider.setPosition(31.0); // the player goes on meanwhile
    QTest::mouseMove(&slider, QPoint(208, 14));
    EXPECT_EQ(asked.size(), 2); // only letting go asks
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(208, 14));
    ASSERT_EQ(asked.size(), 3);
    EXPECT_NEAR(asked.last(), 200.0, 1.0);
}

} // namespace stellatune::testing
