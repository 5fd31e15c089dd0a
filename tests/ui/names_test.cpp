// Whoever drives the window by keyboard, by a screen reader or by a script finds each part by its name.
#include "tests/ui/ui_fixture.h"

#include "app/ui/actions.h"
#include "app/ui/playlist_page.h"
#include "app/ui/playlist_view.h"
#include "tests/app/wait_for.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QTest>

#include <set>

namespace stellatune::testing {
namespace {

bool isInteractive(const QWidget* widget)
{
    return widget->focusPolicy() != Qt::NoFocus || qobject_cast<const QAbstractButton*>(widget) != nullptr ||
           qobject_cast<const QAbstractSlider*>(widget) != nullptr ||
           qobject_cast<const QMenu*>(widget) != nullptr ||
           qobject_cast<const QMenuBar*>(widget) != nullptr ||
           qobject_cast<const QHeaderView*>(widget) != nullptr;
}

/// What Qt puts inside its own widgets: scroll bars, lists of boxes, the extension of a menu bar.
bool isPartOfAQtWidget(const QWidget* widget)
{
    const QObject* parent = widget->parent();
    return qobject_cast<const QScrollBar*>(widget) != nullptr ||
           widget->objectName().startsWith(QStringLiteral("qt_")) ||
           qobject_cast<const QAbstractSpinBox*>(parent) != nullptr ||
           widget->inherits("QMenuBarExtension") || widget->inherits("QComboBoxListView") ||
           (qobject_cast<const QMenuBar*>(parent) != nullptr &&
            qobject_cast<const QMenu*>(widget) != nullptr &&
            qobject_cast<const QMenu*>(widget)->title().isEmpty());
}

/// The names of widgets that lack one, and how many have been looked at.
int checkNames(const QWidget* root)
{
    int checked = 0;
    QList<const QWidget*> widgets{root};
    for (const QWidget* widget : root->findChildren<QWidget*>())
        widgets.append(widget);
    for (const QWidget* widget : widgets) {
        if (widget != root && (!isInteractive(widget) || isPartOfAQtWidget(widget)))
            continue;
        ++checked;
        const std::string what =
            std::string(widget->metaObject()->className()) + " \"" + widget->objectName().toStdString() +
            "\" in " + (widget->parent() ? widget->parent()->objectName().toStdString() : "nothing");
        EXPECT_FALSE(widget->objectName().isEmpty()) << what;
        EXPECT_FALSE(widget->accessibleName().isEmpty() && widget->windowTitle().isEmpty()) << what;
    }
    return checked;
}

} // namespace

TEST_F(WindowTest, EachInteractiveWidgetOfTheWindowHasNames)
{
    EXPECT_GE(checkNames(m_window.get()), 30);
}

TEST_F(WindowTest, EachInteractiveWidgetOfTheDialogsHasNames)
{
    const Actions& actions = m_window->actions();
    for (QAction* action : {actions.shortcuts, actions.about, actions.settings}) {
        action->trigger();
        auto* dialog = m_window->findChild<QDialog*>(action->objectName() + QStringLiteral("Dialog"));
        ASSERT_NE(dialog, nullptr) << action->objectName().toStdString();
        EXPECT_GE(checkNames(dialog), 2);
        dialog->close();
    }
}

TEST_F(WindowTest, EachActionHasANameAndAText)
{
    for (const QAction* action : m_window->actions().findChildren<QAction*>()) {
        EXPECT_FALSE(action->objectName().isEmpty()) << action->text().toStdString();
        EXPECT_FALSE(action->text().isEmpty()) << action->objectName().toStdString();
    }
}

TEST_F(WindowTest, NoShortcutIsGivenTwice)
{
    std::set<QString> seen;
    for (const QAction* action : m_window->actions().findChildren<QAction*>())
        for (const QKeySequence& keys : action->shortcuts())
            EXPECT_TRUE(seen.insert(keys.toString()).second)
                << keys.toString().toStdString() << " " << action->objectName().toStdString();
}

TEST_F(WindowTest, EachButtonIsLargeEnough)
{
    for (const QAbstractButton* button : m_window->findChildren<QAbstractButton*>()) {
        if (isPartOfAQtWidget(button))
            continue;
        EXPECT_GE(button->sizeHint().height(), 28) << button->objectName().toStdString();
        EXPECT_GE(button->sizeHint().width(), 28) << button->objectName().toStdString();
    }
}

TEST_F(WindowTest, TheTabKeyReachesEveryControl)
{
    m_editor.add(makeFiles(2));
    m_player.setQueue(m_model.entries());
    m_player.playEntry(m_model.idAt(0));
    ASSERT_TRUE(fixtures::waitFor([&] { return child<QWidget>("seekSlider")->isEnabled(); }));
    m_player.pause();
    ASSERT_TRUE(fixtures::waitFor([&] { return child<QWidget>("sideSavePlaylist")->isEnabled(); }));
    m_window->page().view().setFocus();

    std::set<QString> reached;
    for (int step = 0; step < 60; ++step) {
        ASSERT_NE(QApplication::focusWidget(), nullptr);
        reached.insert(QApplication::focusWidget()->objectName());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    for (const char* name :
         {"playlist", "filterField", "sideOpenFiles", "sideOpenFolder", "sideOpenPlaylist",
          "sideSavePlaylist", "shuffleButton", "previousButton", "playButton", "stopButton", "nextButton",
          "repeatButton", "seekSlider", "muteButton", "volumeSlider", "deviceButton"})
        EXPECT_TRUE(reached.contains(QLatin1String(name))) << name;
}

} // namespace stellatune::testing
