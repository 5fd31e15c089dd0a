#include "app/ui/file_commands.h"

#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_editor.h"
#include "app/playlist/playlist_file.h"
#include "app/playlist/playlist_model.h"
#include "app/session/recent_files.h"
#include "app/ui/actions.h"
#include "app/ui/message_strip.h"
#include "app/ui/playlist_view.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QStandardPaths>
#include <QUrl>

namespace stellatune {

FileCommands::FileCommands(Parts parts, QWidget* window)
    : QObject(window), m_parts(std::move(parts)), m_window(window),
      m_recentMenu(new QMenu(tr("Open &Recent"), window))
{
    const Actions& actions = m_parts.actions;
    connect(actions.openFiles, &QAction::triggered, this, &FileCommands::chooseFiles);
    connect(actions.openFolder, &QAction::triggered, this, &FileCommands::chooseFolder);
    connect(actions.openPlaylist, &QAction::triggered, this, &FileCommands::choosePlaylist);
    connect(actions.savePlaylist, &QAction::triggered, this, &FileCommands::choosePlaylistToSave);
    connect(actions.playDemo, &QAction::triggered, this,
            [this] { m_parts.editor.addFiles({m_parts.demoFolder}, -1, PlaylistEditor::Then::Play); });
    connect(actions.showInFolder, &QAction::triggered, this, &FileCommands::showInFolder);
    connect(actions.copyPath, &QAction::triggered, this, &FileCommands::copyPaths);

    m_recentMenu->setObjectName(QStringLiteral("recentMenu"));
    m_recentMenu->setAccessibleName(tr("Open recent"));
    connect(m_recentMenu, &QMenu::aboutToShow, this, &FileCommands::fillRecentMenu);
    const auto showWhetherAny = [this] { m_recentMenu->setEnabled(!m_parts.recent.list().isEmpty()); };
    connect(&m_parts.recent, &RecentFiles::changed, this, showWhetherAny);
    showWhetherAny();
}

void FileCommands::open(const QStringList& pathsOrAddresses)
{
    const bool idle = m_parts.player.snapshot().state == PlaybackState::Stopped;
    m_parts.editor.addFiles(pathsOrAddresses, -1,
                            idle ? PlaylistEditor::Then::Play : PlaylistEditor::Then::Nothing);
}

void FileCommands::openChosen(const QStringList& paths)
{
    if (paths.isEmpty())
        return;
    m_lastFolder = QFileInfo(paths.constFirst()).absolutePath();
    for (auto path = paths.crbegin(); path != paths.crend(); ++path)
        m_parts.recent.add(*path);
    open(paths);
}

QFileDialog* FileCommands::makeDialog(const char* name, const QString& title)
{
    const QString folder = m_lastFolder.isEmpty()
                               ? QStandardPaths::writableLocation(QStandardPaths::MusicLocation)
                               : m_lastFolder;
    auto* dialog = new QFileDialog(m_window, title, folder);
    dialog->setObjectName(QLatin1String(name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

void FileCommands::chooseFiles()
{
    QFileDialog* dialog = makeDialog("openFilesDialog", tr("Open Files"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Music (*.flac *.wav *.wave *.mp3 *.ogg *.oga *.opus *.aif *.aiff *.aifc *.caf *.w64 "
            "*.rf64 *.au)"),
         tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &FileCommands::openChosen);
    dialog->open();
}

void FileCommands::chooseFolder()
{
    QFileDialog* dialog = makeDialog("openFolderDialog", tr("Open Folder"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this, &FileCommands::openChosen);
    dialog->open();
}

void FileCommands::choosePlaylist()
{
    QFileDialog* dialog = makeDialog("openPlaylistDialog", tr("Open Playlist"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Playlists (*.m3u8 *.m3u *.pls)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &FileCommands::openChosen);
    dialog->open();
}

void FileCommands::choosePlaylistToSave()
{
    QFileDialog* dialog = makeDialog("savePlaylistDialog", tr("Save Playlist"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("M3U playlist (*.m3u8)"), tr("PLS playlist (*.pls)")});
    dialog->setDefaultSuffix(QStringLiteral("m3u8"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.contains(QStringLiteral("pls")) ? QStringLiteral("pls")
                                                                        : QStringLiteral("m3u8"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &FileCommands::save);
    dialog->open();
}

void FileCommands::save(const QString& path)
{
    QList<PlaylistFileEntry> entries;
    entries.reserve(m_parts.model.tracks().size());
    for (const PlaylistTrack& track : m_parts.model.tracks()) {
        const QString title = track.artist.isEmpty()
                                  ? track.displayTitle()
                                  : QStringLiteral("%1 - %2").arg(track.artist, track.displayTitle());
        entries.append({track.path, title, track.durationSeconds});
    }
    const Result<void> written = writePlaylistFile(path, entries);
    if (written)
        m_parts.recent.add(path);
    else
        m_parts.messages.add(QString::fromStdString(written.error().message));
}

void FileCommands::fillRecentMenu()
{
    m_recentMenu->clear();
    for (const QString& path : m_parts.recent.list()) {
        QString text = QDir::toNativeSeparators(path);
        const QString home = QDir::toNativeSeparators(QDir::homePath());
        if (text.startsWith(home + QDir::separator()))
            text.replace(0, home.size(), QStringLiteral("~"));
        text = m_recentMenu->fontMetrics().elidedText(text, Qt::ElideMiddle, 480);
        QAction* action = m_recentMenu->addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, path] {
            m_parts.recent.add(path);
            open({path});
        });
    }
    m_recentMenu->addSeparator();
    connect(m_recentMenu->addAction(tr("&Forget These")), &QAction::triggered, &m_parts.recent,
            &RecentFiles::clear);
}

QStringList FileCommands::selectedPaths() const
{
    QStringList paths;
    for (const int row : m_parts.view.selectedSourceRows())
        paths.append(m_parts.model.track(row).path);
    return paths;
}

void FileCommands::showInFolder()
{
    const QStringList paths = selectedPaths();
    if (paths.isEmpty())
        return;
    const QString folder = QFileInfo(paths.constFirst()).absolutePath();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        m_parts.messages.add(
            tr("No file manager could be started to show %1.").arg(QDir::toNativeSeparators(folder)));
}

void FileCommands::copyPaths()
{
    QStringList paths = selectedPaths();
    for (QString& path : paths)
        path = QDir::toNativeSeparators(path);
    if (!paths.isEmpty())
        QGuiApplication::clipboard()->setText(paths.join(QLatin1Char('\n')));
}

} // namespace stellatune
