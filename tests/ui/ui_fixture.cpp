#include "tests/ui/ui_fixture.h"

#include "app/plugins/dsp_access.h"
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

PlayerController::Plugins pluginsThrough(const PluginDesk& desk)
{
    PlayerController::Plugins plugins;
    plugins.dsp.bind = [&desk](const std::string& pluginId, const std::string& typeId,
                               std::function<void()> wake) {
        if (desk.coordinator() != nullptr)
            return dspOf(desk.coordinator()->registry()).bind(pluginId, typeId, std::move(wake));
        WorkerEndpoint nobody{pluginId, CapabilityKind::Dsp, typeId, {}, std::make_shared<WorkerMailbox>()};
        nobody.acquire = []() -> Result<std::shared_ptr<const ModuleLease>> {
            return Error{ErrorCode::NotFound, "test", "There are no plugins."};
        };
        return nobody;
    };
    return plugins;
}

WindowTest::WindowTest() : m_player(silentConfig())
{
    m_window = std::make_unique<MainWindow>(MainWindow::Parts{m_model, m_filter, m_editor, m_player, m_recent,
                                                              m_theme, m_plugins, QString(), &m_presets});
    m_window->show();
    m_player.start(pluginsThrough(m_plugins));
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
