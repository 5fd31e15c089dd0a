#include "app/composition.h"

#include "app/plugins/decoder_access.h"
#include "app/plugins/dsp_access.h"
#include "app/plugins/plugin_folder.h"
#include "app/plugins/sink_access.h"
#include "app/ui/actions.h"
#include "app/ui/icons.h"
#include "app/ui/message_strip.h"
#include "app/ui/playlist_page.h"
#include "app/ui/playlist_view.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QTimer>

#include <chrono>

namespace stellatune {
namespace {

/// Where the plugins' folder answers slowly, music need not wait for it.
constexpr std::chrono::milliseconds kPluginPatience{1000};

ThemeChoice themeFrom(const QString& name)
{
    if (name == QStringLiteral("light"))
        return ThemeChoice::Light;
    return name == QStringLiteral("dark") ? ThemeChoice::Dark : ThemeChoice::System;
}

QString toName(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

/// Installed and in the build tree alike, the demo album stands at the same place beside the program.
QString findDemoFolder()
{
    const QString folder =
        QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/stellatune/demo"));
    return QFileInfo::exists(folder) ? folder : QString();
}

SessionState loadSession(SessionStore* store, QString& notice)
{
    if (store == nullptr)
        return {};
    SessionStore::Loaded loaded = store->load();
    if (!loaded.notice.isEmpty())
        notice = loaded.notice;
    else if (!loaded.state.dspTrouble.isEmpty())
        notice = Composition::tr("%1 The effects of the last time are kept until you add others.")
                     .arg(loaded.state.dspTrouble);
    return std::move(loaded.state);
}

PlayerConfig configFor(const SessionState& session, const CommandLine& commandLine)
{
    PlayerConfig config;
    config.output = session.output;
    if (commandLine.device)
        config.output = withDevice(config.output, *commandLine.device, session.sinks);
    config.decoderConfigs = session.decoders;
    config.fades = session.fades;
    config.replayGain = session.replayGain;
    config.volumePercent = session.volumePercent;
    return config;
}

} // namespace

Composition::Composition(Claim claim, CommandLine commandLine, const QString& notice)
    : m_folder(std::move(claim.folder)), m_instance(std::move(claim.instance)),
      m_commandLine(std::move(commandLine)),
      m_store(m_folder ? std::make_unique<SessionStore>(m_folder->path()) : nullptr),
      m_restored(loadSession(m_store.get(), m_notice)), m_theme(themeFrom(m_restored.theme)),
      m_presets(m_folder ? std::make_unique<DspPresets>(m_folder->filePath(QStringLiteral("dsp-presets")))
                         : nullptr),
      m_player(configFor(m_restored, m_commandLine)), m_editor(m_model), m_filter(m_model), m_tags(m_model),
      m_window(std::make_unique<MainWindow>(MainWindow::Parts{m_model, m_filter, m_editor, m_player, m_recent,
                                                              m_theme, m_plugins, findDemoFolder(),
                                                              m_presets.get()}))
{
    if (!notice.isEmpty())
        m_notice = notice;
    m_recent.setList(m_restored.recentFiles);
    connect(m_window.get(), &MainWindow::closed, qApp, &QCoreApplication::quit);
    connect(&m_desktop, &DesktopScheme::darkChanged, &m_theme, &Theme::setDesktopDark);
    connect(&m_window->page(), &PlaylistPage::visibleRowsSettled, &m_tags, &TagLoader::setPriority);
    if (m_instance)
        connect(m_instance.get(), &SingleInstance::handedOver, this, &Composition::take);
    restoreWindow();
    restorePlaylist();
    connectSession();
}

Composition::~Composition()
{
    // Gone at once, whatever takes its time to end; the system does not take dialogs away with the window.
    for (QDialog* dialog : m_window->findChildren<QDialog*>())
        dialog->hide(); // which finishes what is being typed in them
    if (m_store)
        m_store->saveNow();
    m_window->hide();
    m_plugins.detach();
}

void Composition::restoreWindow()
{
    if (!m_restored.geometry.isEmpty())
        m_window->restoreGeometry(m_restored.geometry);
    m_window->setSettingsPlace({m_restored.settingsGeometry, m_restored.settingsPage});
    PlaylistView& view = m_window->page().view();
    view.setColumnWidths(m_restored.columnWidths);
    m_window->actions().sidePanel->setChecked(m_restored.sidePanel);
}

void Composition::restorePlaylist()
{
    m_player.setSinkChoices(m_restored.sinks);
    m_player.setFadesOn(m_restored.fadesOn);
    m_player.setRepeat(m_restored.repeat);
    m_player.setShuffle(m_restored.shuffle);
    m_player.setMuted(m_restored.muted);
    m_player.setDsp(m_restored.dsp);
    m_model.resetTracks(m_restored.tracks);
    m_restored.tracks.clear();
    m_player.setQueue(m_model.entries());
    if (m_restored.sortColumn >= 0) {
        QHeaderView* header = m_window->page().view().header();
        header->setSortIndicatorShown(true);
        header->setSortIndicator(m_restored.sortColumn, m_restored.sortOrder);
    }
    const int row = m_restored.currentRow;
    if (row < 0 || row >= m_model.rowCount())
        return;
    m_model.setCurrent(m_model.idAt(row));
    m_cued = m_model.idAt(row);
    m_player.cueEntry(m_cued, m_restored.positionSeconds);
    connect(&m_player, &PlayerController::stateChanged, this, [this] { m_cued = 0; });
    m_window->page().view().reveal(m_model.current());
}

void Composition::connectSession()
{
    if (!m_store)
        return;
    m_store->setSource([this] { return currentState(); });
    SessionStore* store = m_store.get();
    connect(&m_model, &PlaylistModel::queueChanged, store, &SessionStore::markChanged);
    connect(&m_model, &PlaylistModel::currentChanged, store, &SessionStore::markChanged);
    connect(&m_tags, &TagLoader::idle, store, &SessionStore::markChanged);
    connect(&m_player, &PlayerController::stateChanged, store, &SessionStore::markChanged);
    connect(&m_player, &PlayerController::settingsChanged, store, &SessionStore::markChanged);
    connect(&m_recent, &RecentFiles::changed, store, &SessionStore::markChanged);
    connect(&m_theme, &Theme::choiceChanged, store, &SessionStore::markChanged);
    connect(m_window->actions().sidePanel, &QAction::toggled, store, &SessionStore::markChanged);
    connect(&m_window->page().view(), &PlaylistView::columnWidthsChanged, store, &SessionStore::markChanged);
    connect(&m_window->page(), &PlaylistPage::sorted, store, &SessionStore::markChanged);
    connect(store, &SessionStore::failed, &m_window->page().messages(),
            [this](const QString& message) { m_window->page().messages().add(message); });
}

void Composition::showWindow()
{
    m_window->show();
    QMetaObject::invokeMethod(this, &Composition::completeStart, Qt::QueuedConnection);
}

void Composition::completeStart()
{
    if (!m_notice.isEmpty())
        m_window->page().messages().add(m_notice);
    m_window->setWindowIcon(applicationIcon());
    m_desktop.start();
    // After what the window has to do to show itself for the first time.
    QTimer::singleShot(0, this, &Composition::startPlugins);
}

void Composition::startPlugins()
{
    if (!m_folder) {
        m_plugins.setUnavailable(tr("There is no data folder in this run, and plugins are kept there."));
        startEngine();
        return;
    }
    CoordinatorSettings settings;
    settings.storeFolder = pluginFolder(m_folder->path());
    settings.hostVersion = QCoreApplication::applicationVersion().toStdString();
    settings.safeMode = m_commandLine.safeMode;
    settings.remembersCrashes = true;
    m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
    EventHub& hub = m_coordinator->events();
    m_pluginEvents = std::make_unique<PluginEvents>(m_player, m_model, hub);
    m_playerRequests = std::make_unique<PlayerRequests>(m_player, m_model, m_coordinator->control(), hub);
    connect(&m_plugins, &PluginDesk::changed, this, [this] {
        m_editor.collector().setMoreExtensions(decodedExtensions(m_plugins.plugins()));
        if (m_plugins.state() != PluginDesk::State::Starting)
            startEngine();
    });
    QTimer::singleShot(kPluginPatience, this, &Composition::startEngine);
    m_plugins.attach(*m_coordinator, m_commandLine.safeMode);
    m_pluginServer = std::make_unique<PluginServer>(*m_coordinator, m_folder->path());
}

void Composition::startEngine()
{
    if (m_player.isStarted())
        return;
    PlayerController::Plugins plugins;
    if (m_coordinator) {
        LeaseRegistry& registry = m_coordinator->registry();
        plugins = {decodersOf(*m_coordinator), dspOf(registry), sinksOf(registry)};
    }
    m_player.start(std::move(plugins));
    // Now it is known what plays, and so what counts in a folder.
    if (!m_commandLine.files.isEmpty())
        m_editor.addFiles(m_commandLine.files, -1,
                          m_commandLine.play ? PlaylistEditor::Then::Play : PlaylistEditor::Then::Nothing);
}

void Composition::take(const HandOver& message)
{
    if (!message.files.isEmpty())
        m_editor.addFiles(message.files, -1, PlaylistEditor::Then::Play);
    if (message.raiseWindow)
        m_window->raiseToUser();
}

SessionState Composition::currentState()
{
    SessionState state;
    const PlayerSnapshot snapshot = m_player.snapshot();
    state.tracks = m_model.tracks();
    state.currentRow = m_model.rowOf(m_model.current());
    if (m_cued != 0 && m_cued == m_model.current())
        state.positionSeconds = m_restored.positionSeconds;
    else if (snapshot.current == m_model.current())
        state.positionSeconds = snapshot.positionSeconds;
    state.volumePercent = m_player.volumePercent();
    state.muted = m_player.isMuted();
    state.repeat = m_player.repeat();
    state.shuffle = m_player.isShuffled();
    const PlaylistView& view = m_window->page().view();
    if (view.header()->isSortIndicatorShown()) {
        state.sortColumn = view.header()->sortIndicatorSection();
        state.sortOrder = view.header()->sortIndicatorOrder();
    }
    state.geometry = m_window->saveGeometry();
    const SettingsPlace settings = m_window->settingsPlace();
    state.settingsGeometry = settings.geometry;
    state.settingsPage = settings.page;
    state.columnWidths = view.columnWidths();
    state.output = m_player.output();
    if (m_commandLine.device && withoutTarget(state.output.device) == withoutTarget(*m_commandLine.device))
        state.output.device = m_restored.output.device; // the option held for this run alone
    state.sinks = m_player.sinkChoices();
    state.decoders = m_player.decoderConfigs();
    state.fades = m_player.fades();
    state.fadesOn = m_player.areFadesOn();
    state.replayGain = m_player.replayGain();
    state.dsp = m_player.dsp();
    state.unreadDsp = m_restored.unreadDsp;
    state.theme = toName(m_theme.choice());
    state.sidePanel = m_window->actions().sidePanel->isChecked();
    state.recentFiles = m_recent.list();
    return state;
}

} // namespace stellatune
