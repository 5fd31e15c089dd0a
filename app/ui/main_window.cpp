#include "app/ui/main_window.h"

#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_editor.h"
#include "app/playlist/playlist_filter.h"
#include "app/playlist/playlist_model.h"
#include "app/ui/actions.h"
#include "app/ui/device_menu.h"
#include "app/ui/dialogs.h"
#include "app/ui/file_commands.h"
#include "app/ui/filter_bar.h"
#include "app/ui/menus.h"
#include "app/ui/message_strip.h"
#include "app/ui/player_binding.h"
#include "app/ui/playlist_page.h"
#include "app/ui/playlist_view.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/settings/plugins_page.h"
#include "app/ui/settings/settings_dialog.h"
#include "app/ui/side_panel.h"
#include "app/ui/signal_popup.h"
#include "app/ui/theme.h"
#include "app/ui/transport_bar.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QUrl>

namespace stellatune {
namespace {

constexpr QSize kWindowSize(1120, 700);
constexpr QSize kSmallestSize(760, 440);
constexpr int kSummaryDelayMs = 100;

/// A dialog that is made when it is wanted and gone when it is closed; asked for twice, it comes to the
/// front.
template <typename Make>
QDialog* openOnce(QWidget* window, const char* name, Make make)
{
    auto* dialog = window->findChild<QDialog*>(QLatin1String(name));
    if (dialog == nullptr) {
        dialog = make();
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    }
    dialog->raise();
    dialog->activateWindow();
    return dialog;
}

} // namespace

MainWindow::MainWindow(const Parts& parts)
    : m_model(parts.model), m_editor(parts.editor), m_player(parts.player), m_theme(parts.theme),
      m_plugins(parts.plugins), m_presets(parts.presets), m_hasDemo(!parts.demoFolder.isEmpty()),
      m_actions(new Actions(this)),
      m_page(new PlaylistPage({parts.model, parts.filter, parts.editor, *m_actions}, m_hasDemo, this)),
      m_deviceMenu(new DeviceMenu(parts.player, parts.plugins, this)),
      m_bar(new TransportBar(*m_actions, m_deviceMenu, this)),
      m_signalPopup(new SignalPopup(parts.player, this)), m_side(new SidePanel(*m_actions, this)),
      m_files(new FileCommands({*m_actions, parts.model, parts.editor, parts.player, parts.recent,
                                m_page->view(), m_page->messages(), parts.demoFolder},
                               this)),
      m_binding(new PlayerBinding(
          {*m_actions, parts.player, parts.model, *m_bar, *m_side, m_page->messages()}, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("StellaTune"));
    setAcceptDrops(true);
    setMinimumSize(kSmallestSize);
    resize(kWindowSize);
    layOut();
    fillMenus();
    connectEditing();
    connectView();
    connectPlugins();
    showSelection();
    showSummary();
    m_page->view().setFocus();
}

void MainWindow::layOut()
{
    auto* centre = new QWidget(this);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(m_side);
    upper->addWidget(m_page, 1);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper, 1);
    layout->addWidget(m_bar);
    setCentralWidget(centre);
    m_bar->setCoverVisible(false);
}

void MainWindow::fillMenus()
{
    menuBar()->setObjectName(QStringLiteral("menuBar"));
    menuBar()->setAccessibleName(tr("Menu"));
    fillMenuBar(*menuBar(), *m_actions, {m_files->recentMenu(), m_deviceMenu}, m_hasDemo);
    addActions(m_actions->findChildren<QAction*>()); // shortcuts work also where no menu shows the action
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->outputSettings, &QAction::triggered, this, [this] { openSettings().showOutput(); });
    connect(m_signalPopup, &SignalPopup::settingsWanted, m_actions->outputSettings, &QAction::trigger);
    connect(m_bar, &TransportBar::signalPathWanted, m_signalPopup, &SignalPopup::popupAbove);
    connect(m_actions->settings, &QAction::triggered, this, [this] { openSettings(); });
    connect(m_actions->shortcuts, &QAction::triggered, this, [this] {
        openOnce(this, "shortcutsDialog", [this] { return makeShortcutsDialog(*m_actions, this); });
    });
    connect(m_actions->about, &QAction::triggered, this,
            [this] { openOnce(this, "aboutDialog", [this] { return makeAboutDialog(this); }); });
}

SettingsDialog& MainWindow::openSettings()
{
    return *static_cast<SettingsDialog*>(openOnce(this, "settingsDialog", [this] {
        auto* dialog = new SettingsDialog(m_plugins, m_player, m_presets, this);
        dialog->restore(m_settingsPlace);
        connect(dialog, &QDialog::finished, this, [this, dialog] { m_settingsPlace = dialog->place(); });
        return dialog;
    }));
}

SettingsPlace MainWindow::settingsPlace() const
{
    const auto* dialog = findChild<const SettingsDialog*>();
    return dialog == nullptr ? m_settingsPlace : dialog->place();
}

void MainWindow::connectEditing()
{
    QUndoStack& undo = m_editor.undoStack();
    connect(m_actions->undo, &QAction::triggered, &undo, &QUndoStack::undo);
    connect(m_actions->redo, &QAction::triggered, &undo, &QUndoStack::redo);
    const auto showUndo = [this, &undo] {
        const auto label = [](const QString& verb, const QString& what) {
            return what.isEmpty() ? verb : QStringLiteral("%1: %2").arg(verb, what);
        };
        m_actions->undo->setEnabled(undo.canUndo());
        m_actions->redo->setEnabled(undo.canRedo());
        m_actions->undo->setText(label(tr("&Undo"), undo.undoText()));
        m_actions->redo->setText(label(tr("&Redo"), undo.redoText()));
    };
    connect(&undo, &QUndoStack::indexChanged, this, showUndo);
    showUndo();

    PlaylistView& view = m_page->view();
    connect(m_actions->selectAll, &QAction::triggered, &view, &QAbstractItemView::selectAll);
    connect(m_actions->remove, &QAction::triggered, this, &MainWindow::removeSelected);
    connect(m_actions->clear, &QAction::triggered, &m_editor, &PlaylistEditor::clear);
    connect(m_actions->find, &QAction::triggered, this,
            [this] { m_page->filterBar().focusField(Qt::ShortcutFocusReason); });
    connect(m_actions->goToPlaying, &QAction::triggered, &view,
            [this, &view] { view.reveal(m_model.current()); });
    connect(m_actions->playSelected, &QAction::triggered, this, [this, &view] {
        const QList<int> rows = view.selectedSourceRows();
        if (!rows.isEmpty())
            m_binding->playEntry(m_model.idAt(rows.first()));
    });
    connect(m_page, &PlaylistPage::playRequested, m_binding, &PlayerBinding::playEntry);
    connect(&m_editor, &PlaylistEditor::playRequested, m_binding, &PlayerBinding::playEntry);
    connect(view.selectionModel(), &QItemSelectionModel::selectionChanged, this, &MainWindow::showSelection);
    m_summaryTimer.setSingleShot(true);
    m_summaryTimer.setInterval(kSummaryDelayMs);
    connect(&m_summaryTimer, &QTimer::timeout, this, &MainWindow::showSummary);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_model, signal, this, &MainWindow::summaryChanged);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &MainWindow::summaryChanged);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &MainWindow::showSummary);
}

void MainWindow::connectView()
{
    checkByData(*m_actions->theme, static_cast<int>(m_theme.choice()));
    connect(m_actions->theme, &QActionGroup::triggered, this, [this](const QAction* action) {
        m_theme.setChoice(static_cast<ThemeChoice>(action->data().toInt()));
    });
    connect(m_actions->sidePanel, &QAction::toggled, this, [this](bool shown) {
        m_side->setVisible(shown);
        m_bar->setCoverVisible(!shown);
    });
}

void MainWindow::connectPlugins()
{
    connect(&m_plugins, &PluginDesk::crashRemembered, this,
            [this](const QString& message) { m_page->messages().add(message); });
    connect(&m_plugins, &PluginDesk::failed, this, [this](const QString& message) {
        if (findChild<SettingsDialog*>() == nullptr) // else it is told there
            m_page->messages().add(message);
    });
}

void MainWindow::showSelection()
{
    const bool any = m_page->view().selectionModel()->hasSelection();
    for (QAction* action :
         {m_actions->remove, m_actions->playSelected, m_actions->showInFolder, m_actions->copyPath})
        action->setEnabled(any);
}

void MainWindow::showSummary()
{
    const int rows = m_model.rowCount();
    m_side->setSummary(rows, m_model.totalSeconds());
    for (QAction* action : {m_actions->selectAll, m_actions->clear, m_actions->savePlaylist, m_actions->find})
        action->setEnabled(rows > 0);
}

void MainWindow::summaryChanged()
{
    if (!m_summaryTimer.isActive())
        m_summaryTimer.start();
}

void MainWindow::removeSelected()
{
    PlaylistView& view = m_page->view();
    const int row = view.currentIndex().row();
    m_editor.remove(view.selectedSourceRows());
    const QAbstractItemModel& rows = *view.model();
    if (rows.rowCount() > 0) // the next Delete takes the row that moved up
        view.setCurrentIndex(rows.index(std::clamp(row, 0, rows.rowCount() - 1), 0));
}

void MainWindow::raiseToUser()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList plugins = pluginFilesIn(*event->mimeData());
    QStringList addresses;
    for (const QUrl& url : event->mimeData()->urls()) {
        const QString address = url.isLocalFile() ? url.toLocalFile() : url.toString();
        if (!plugins.contains(address))
            addresses.append(address);
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
    if (!plugins.isEmpty())
        openSettings().installPlugins(plugins);
    if (!addresses.isEmpty())
        m_files->open(addresses);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        m_binding->visibilityChanged();
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    m_binding->visibilityChanged();
}

void MainWindow::hideEvent(QHideEvent* event)
{
    QMainWindow::hideEvent(event);
    m_binding->visibilityChanged();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QMainWindow::closeEvent(event);
    emit closed();
}

} // namespace stellatune
