#include "tests/ui/ui_fixture.h"

#include "app/playlist/file_path.h"
#include "tests/app/wait_for.h"

#include <QApplication>

namespace stellatune::testing {
namespace {

PlayerConfig silentConfig()
{
    PlayerConfig config;
    config.output.device = {"null", {}};
    return config;
}

} // namespace

WindowTest::WindowTest() : m_player(silentConfig())
{
    m_window = std::make_unique<MainWindow>(
        MainWindow::Parts{m_model, m_filter, m_editor, m_player, m_recent, m_theme, m_plugins, QString()});
    m_window->show();
    m_player.start();
    m_window->activateWindow();
    EXPECT_TRUE(fixtures::waitFor([this] { return QApplication::activeWindow() == m_window.get(); }));
}

WindowTest::~WindowTest() = default;

QString WindowTest::pathOf(const std::string& name) const
{
    return toQString(m_folder / name);
}

QStringList WindowTest::makeFiles(int count)
{
    QStringList paths;
    for (int i = 0; i < count; ++i) {
        const std::string name = std::string(1, static_cast<char>('a' + i)) + ".wav";
        fixtures::writeWav(m_folder / name, fixtures::sweep(44'100));
        paths.append(pathOf(name));
    }
    return paths;
}

void WindowTest::addRows(const QStringList& titles)
{
    QList<PlaylistTrack> tracks;
    for (const QString& title : titles) {
        PlaylistTrack track = makeTrack(pathOf(title.toStdString() + ".flac"));
        track.title = title;
        track.artist = QStringLiteral("Artist of ") + title;
        track.album = QStringLiteral("Album");
        track.durationSeconds = 60.0;
        track.tagState = TagState::Read;
        tracks.append(track);
    }
    m_model.insertTracks(m_model.rowCount(), tracks);
}

QStringList WindowTest::titles() const
{
    QStringList titles;
    for (const PlaylistTrack& track : m_model.tracks())
        titles.append(track.displayTitle());
    return titles;
}

} // namespace stellatune::testing
