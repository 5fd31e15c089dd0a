// stellatune-screenshot FOLDER [sound]: draws the real window in each of its states into PNG files, at single
// and double scale; with "sound" the page of the effects alone. The sound card is the tests' hand-cranked
// one, so that every run shows the same moment.
#include "app/playlist/file_path.h"
#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_editor.h"
#include "app/playlist/playlist_filter.h"
#include "app/playlist/playlist_model.h"
#include "app/playlist/tag_loader.h"
#include "app/plugins/dsp_access.h"
#include "app/session/dsp_presets.h"
#include "app/session/recent_files.h"
#include "app/ui/actions.h"
#include "app/ui/filter_bar.h"
#include "app/ui/main_window.h"
#include "app/ui/message_strip.h"
#include "app/ui/playlist_page.h"
#include "app/ui/playlist_view.h"
#include "app/ui/settings/chain_list.h"
#include "app/ui/settings/config_form.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/settings/plugin_list_view.h"
#include "app/ui/settings/settings_dialog.h"
#include "app/ui/style.h"
#include "app/ui/theme.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/cranked_device.h"
#include "tests/host/package/package_fixture.h"
#include "tests/ui/long_names.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QProcess>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>

using namespace stellatune;
using stellatune::fixtures::waitFor;
using stellatune::testing::Crank;
using stellatune::testing::CrankedDeviceSettings;

namespace {

constexpr QSize kWindowSize(1280, 720);
constexpr double kMoment = 21.0; ///< seconds into the second piece

struct Row {
    const char* title;
    const char* artist;
    const char* album;
    int seconds;
};

constexpr std::array kRows = {
    Row{"Lantern Weather", "Ida Marlow", "Small Harbours", 214},
    Row{"The Long Way Down to Oxby", "Ida Marlow", "Small Harbours", 187},
    Row{"Tin Roof, April", "Ida Marlow", "Small Harbours", 243},
    Row{"Postcards", "Ida Marlow", "Small Harbours", 198},
    Row{"Quartet in Grey: I. Andante", "Velden Quartet", "Quartets 2 and 3", 512},
    Row{"Quartet in Grey: II. Scherzo", "Velden Quartet", "Quartets 2 and 3", 301},
    Row{"Quartet in Grey: III. Adagio molto", "Velden Quartet", "Quartets 2 and 3", 745},
    Row{"Quartet in Grey: IV. Finale", "Velden Quartet", "Quartets 2 and 3", 3671},
    Row{"Käthes Lied", "Öland Trio", "Über Nacht", 226},
    Row{"Halbmond", "Öland Trio", "Über Nacht", 254},
    Row{"Kita no Mado", "Haru Minase", "Paper Boats", 233},
    Row{"Paper Boats", "Haru Minase", "Paper Boats", 275},
    Row{"Signal Fires", "North of Linden", "Relay", 209},
    Row{"Relay", "North of Linden", "Relay", 318},
    Row{"Switchyard", "North of Linden", "Relay", 264},
};

/// `path` exists, because the player looks ahead.
PlaylistTrack makeRow(const QString& path, const QString& title, const QString& artist, const QString& album,
                      int seconds)
{
    PlaylistTrack track = makeTrack(path);
    track.title = title;
    track.artist = artist;
    track.album = album;
    track.durationSeconds = seconds;
    track.tagState = TagState::Read;
    return track;
}

std::vector<DeviceInfo> someDevices()
{
    return {{{"pulse", "Built-in Audio Analog Stereo"}, "Built-in Audio Analog Stereo", true, 2, {}},
            {{"pulse", "HDMI"}, "Television, Digital Surround (HDMI)", false, 8, {}},
            {{"alsa", "default"}, "default", true, 2, {}},
            {{"alsa", "hw:CARD=PCH"}, "hw:HDA Intel PCH,0", false, 2, {44'100, 48'000, 96'000, 192'000}},
            {{"jack", "system"}, "system", true, 2, {48'000}},
            {{"null", ""}, "No sound", true, 8, {}}};
}

/// One window with all it stands on.
class Scene {
    QTemporaryDir m_presetFolder;

  public:
    Scene(ThemeChoice theme, const QString& folder, const QString& demo)
        : m_folder(folder), m_demo(demo), m_theme(theme), m_crank(Crank::create(deviceSettings())),
          m_player(config()), m_window(MainWindow::Parts{model, filter, editor, m_player, m_recent, m_theme,
                                                         plugins, demo, &presets})
    {
        m_window.resize(kWindowSize);
        m_window.show();
        PlayerController::Plugins parts;
        parts.dsp.bind = [this](const std::string& pluginId, const std::string& typeId,
                                std::function<void()> wake) {
            return dspOf(plugins.coordinator()->registry()).bind(pluginId, typeId, std::move(wake));
        };
        m_player.start(std::move(parts));
    }

    MainWindow& window() { return m_window; }
    PlaylistPage& page() { return m_window.page(); }

    void addRows()
    {
        QList<PlaylistTrack> rows;
        for (const Row& row : kRows) {
            const QString album = QString::fromUtf8(row.album);
            const bool sameAlbum = !rows.isEmpty() && rows.last().album == album;
            const uint32_t number = sameAlbum ? rows.last().trackNumber + 1 : 1;
            rows.append(makeRow(demoFiles().constLast(), QString::fromUtf8(row.title),
                                QString::fromUtf8(row.artist), album, row.seconds));
            rows.last().trackNumber = number;
        }
        editor.add(demoFiles());
        model.insertTracks(model.rowCount(), rows);
        waitFor([this] { return m_tags.isIdle(); });
    }

    void playSecond()
    {
        const EntryId id = model.idAt(1);
        m_player.setQueue(model.entries());
        m_player.playEntry(id);
        waitFor([&] { return m_crank->isStarted(); });
        while (m_player.snapshot().positionSeconds < kMoment) {
            m_crank->crankSeconds(0.5);
            QCoreApplication::processEvents();
        }
        waitFor([&] {
            return model.current() == id && !m_window.findChild<QWidget*>("signalBadge")->toolTip().isEmpty();
        });
        settle();
    }

    /// Plays on until the signal path is as wanted.
    void playUntil(const std::function<bool(const SignalPath&)>& isWanted)
    {
        waitFor([&] {
            m_crank->crankSeconds(0.05);
            const std::optional<SignalPath> path = m_player.snapshot().signalPath;
            return path && isWanted(*path);
        });
    }

    void save(const char* name) { saveWidget(m_window, name); }

    void saveWidget(QWidget& widget, const char* name)
    {
        settle();
        grab(widget, name);
    }

    void grab(QWidget& widget, const char* name)
    {
        const QString scale = m_window.devicePixelRatioF() > 1.0 ? QStringLiteral("@2x") : QString();
        const QString file = QStringLiteral("%1/%2%3.png").arg(m_folder, QLatin1String(name), scale);
        if (!widget.grab().save(file))
            std::fprintf(stderr, "stellatune-screenshot: %s cannot be written\n", qPrintable(file));
    }

    PlayerController& player() { return m_player; }

    PlaylistModel model;
    PlaylistFilter filter{model};
    PlaylistEditor editor{model};
    PluginDesk plugins;
    DspPresets presets{m_presetFolder.path()};

  private:
    static CrankedDeviceSettings deviceSettings()
    {
        CrankedDeviceSettings settings;
        settings.traits.transparentUpTo = "the sound server";
        settings.traits.choice = {"pulse", "Built-in Audio Analog Stereo"};
        settings.description = "PulseAudio";
        return settings;
    }

    PlayerConfig config() const
    {
        PlayerConfig config;
        config.makeDevice = m_crank->factory();
        config.now = [crank = m_crank] { return crank->now(); };
        config.listDevices = [] { return someDevices(); };
        config.output.device = {"pulse", "Built-in Audio Analog Stereo"};
        return config;
    }

    QStringList demoFiles() const
    {
        QStringList files;
        for (const QString& name :
             QDir(m_demo).entryList({QStringLiteral("*.flac")}, QDir::Files, QDir::Name))
            files.append(QDir(m_demo).filePath(name));
        return files;
    }

    static void settle()
    {
        for (int turn = 0; turn < 40; ++turn) {
            QCoreApplication::processEvents();
            QThread::msleep(5);
        }
    }

    QString m_folder;
    QString m_demo;
    Theme m_theme;
    RecentFiles m_recent;
    std::shared_ptr<Crank> m_crank;
    PlayerController m_player;
    TagLoader m_tags{model};
    MainWindow m_window;
};

/// The settings, over a store of its own.
class SettingsScene {
  public:
    SettingsScene(ThemeChoice theme, const QString& folder, const QString& demo)
        : m_scene(theme, folder, demo)
    {
        start(false);
        m_scene.window().actions().settings->trigger();
        showPage("Plugins");
    }
    ~SettingsScene() { end(); }
    SettingsScene(const SettingsScene&) = delete;
    SettingsScene& operator=(const SettingsScene&) = delete;

    /// The program is started again, over the same store.
    void startAgain(bool safeMode)
    {
        end();
        start(safeMode);
    }
    void end()
    {
        m_scene.plugins.detach();
        m_coordinator.reset();
    }

    SettingsDialog& dialog() { return *m_scene.window().findChild<SettingsDialog*>(); }
    Scene& scene() { return m_scene; }
    std::filesystem::path store() const { return toFilesystemPath(m_files.filePath("plugins")); }
    void save(const std::string& name) { m_scene.saveWidget(dialog(), name.c_str()); }
    void saveAtOnce(const std::string& name) { m_scene.grab(dialog(), name.c_str()); }
    std::filesystem::path folder() const { return toFilesystemPath(m_files.path()); }
    QString package(const char* name, const char* fixture, const char* version)
    {
        return toQString(stellatune::testing::gainPackage(folder(), name, fixture, version));
    }
    /// A plugin like the gain plugin, with an id and a name of its own, both of the same length as those.
    QString packageNamed(const std::string& id, const std::string& name)
    {
        auto entries = stellatune::testing::gainEntries();
        for (auto& entry : entries) {
            replaceAll(entry.content, "org.stellatune.test.gain", id);
            replaceAll(entry.content, "Gain for tests", name);
        }
        const auto file = folder() / (id + ".stplugin");
        stellatune::testing::writeZip(file, entries);
        return toQString(file);
    }
    /// With each of the kinds, and names as long as they may well be.
    QString longPackage()
    {
        auto entries = stellatune::testing::gainEntries("long_names");
        for (auto& entry : entries) {
            if (entry.name == "plugin.json") {
                replaceAll(entry.content, "org.stellatune.test.gain", LONG_ID);
                replaceAll(entry.content, "Gain for tests", LONG_NAME);
            }
        }
        const auto file = folder() / "a-package-whose-name-says-all-there-is-to-know-of-it-2026.stplugin";
        stellatune::testing::writeZip(file, entries);
        return toQString(file);
    }
    void ask(const QStringList& files)
    {
        dialog().installPlugins(files);
        waitFor([this] { return dialog().findChild<QWidget*>("installPrompt")->isVisible(); });
    }
    void install(const QStringList& files)
    {
        const size_t before = m_scene.plugins.plugins().size();
        ask(files);
        for (qsizetype i = 0; i < files.size(); ++i) {
            waitFor([this] { return dialog().findChild<QWidget*>("installPrompt")->isVisible(); });
            press("installAccept");
        }
        waitFor([&] {
            for (const PluginStatus& plugin : m_scene.plugins.plugins()) {
                if (!m_scene.plugins.busyText(plugin.desired.id).isEmpty())
                    return false;
            }
            return m_scene.plugins.plugins().size() > before;
        });
    }
    void press(const char* name) { dialog().findChild<QAbstractButton*>(QLatin1String(name))->click(); }
    void showPage(const char* name)
    {
        auto* pages = dialog().findChild<QListWidget*>("settingsPages");
        pages->setCurrentItem(pages->findItems(QLatin1String(name), Qt::MatchExactly).constFirst());
    }

  private:
    static void replaceAll(std::string& text, const std::string& what, const std::string& by)
    {
        for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
            text.replace(at, what.size(), by);
    }
    void start(bool safeMode)
    {
        CoordinatorSettings settings;
        settings.storeFolder = store();
        settings.safeMode = safeMode;
        settings.remembersCrashes = true;
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
        m_scene.plugins.attach(*m_coordinator, safeMode);
        waitFor([this] { return m_scene.plugins.state() != PluginDesk::State::Starting; });
    }

    QTemporaryDir m_files;
    Scene m_scene;
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
};

void drawSettings(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    scene.save("settings-empty" + ending);
    scene.showPage("Decoders");
    scene.save("settings-decoders-empty" + ending);
    scene.showPage("Plugins");
    scene.ask({scene.package("gain.stplugin", "as_told", "1.0.0"),
               scene.packageNamed("org.stellatune.test.echo", "Echo for tests")});
    scene.save("settings-prompt" + ending);
    scene.press("installAccept");
    scene.press("installAccept");
    scene.install({QStringLiteral(STELLATUNE_REAL_PACKAGE)});
    scene.save("settings-plugins" + ending);
    scene.press("detailsUninstall");
    scene.save("settings-uninstall" + ending);
    scene.press("uninstallCancel");
    scene.dialog().installPlugins({scene.package("gain.stplugin", "as_told", "1.0.0") + "x"});
    waitFor([&] { return scene.dialog().findChild<QWidget*>("settingsTrouble")->isVisible(); });
    scene.save("settings-trouble" + ending);
    scene.press("settingsTroubleDismiss");
    scene.showPage("Decoders");
    scene.save("settings-decoders" + ending);
    scene.press("decoderDown");
    scene.save("settings-decoders-own" + ending);
    scene.showPage("Activity");
    scene.save("settings-activity" + ending);
    scene.showPage("Log");
    scene.press("messageSend");
    scene.save("settings-log" + ending);
    scene.showPage("Plugins");
    scene.install({scene.package("two.stplugin", "two_builds_2", "2.0.0")});
    scene.ask({scene.package("gain.stplugin", "two_builds_1", "1.0.0")});
    scene.save("settings-downgrade" + ending);
    scene.press("installCancel");
    scene.startAgain(true);
    scene.save("settings-safe-mode" + ending);
    scene.dialog().resize(scene.dialog().minimumSize());
    scene.save("settings-small" + ending);
    scene.end();
}

/// Where sound goes, and what happens to it on the way.
void drawOutput(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    scene.showPage("Output");
    scene.save("settings-output-silent" + ending);
    scene.scene().addRows();
    scene.scene().playSecond();
    scene.save("settings-output" + ending);
    scene.scene().window().findChild<QAbstractButton*>("signalBadge")->click();
    auto* popup = scene.scene().window().findChild<QWidget*>("signalPopup");
    scene.scene().saveWidget(*popup, ("signal-popup" + ending).c_str());
    popup->close();

    PlayerController& player = scene.scene().player();
    OutputSettings output = player.output();
    output.device = {"pulse", "Living Room"};
    output.ratePolicy = RatePolicy::Fixed;
    output.fixedRate = 96'000;
    player.setOutput(output);
    player.setVolume(60.0);
    auto* scroll = scene.dialog().findChild<QScrollArea*>("outputScroll");
    scene.scene().playUntil([](const SignalPath& path) { return path.resampled; });
    scene.dialog().findChild<QWidget*>("outputList")->setFocus(Qt::TabFocusReason);
    scene.save("settings-output-changed" + ending);
    scroll->ensureWidgetVisible(scene.dialog().findChild<QWidget*>("gainLimit"));
    scene.save("settings-output-middle" + ending);
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
    scene.dialog().findChild<QWidget*>("fadeStop")->setFocus(Qt::TabFocusReason);
    scene.save("settings-output-bottom" + ending);
    scene.showPage("Plugins");
    scene.install({QStringLiteral(STELLATUNE_PLUGIN_FOLDER "/output-file/output-file.stplugin")});
    scene.showPage("Output");
    player.chooseDevice({"plugin", "org.stellatune.output.file/file"});
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum() / 4);
    scene.save("settings-output-sink" + ending);
    scene.dialog().resize(scene.dialog().minimumSize());
    scroll->verticalScrollBar()->setValue(0);
    scene.save("settings-output-small" + ending);
    scene.end();
}

DspNodeSpec effect(uint64_t id, const char* plugin, const char* type, const char* config,
                   bool bypassed = false)
{
    return {id, plugin, type, config, bypassed};
}

/// The signal path with many effects.
void drawLongPath(SettingsScene& scene, const std::string& ending)
{
    DspSpec spec;
    for (uint64_t id = 1; id <= 24; ++id)
        spec.beforeMapping.push_back(effect(id, "org.stellatune.dsp.equalizer", "graphic", "{}"));
    scene.scene().player().setDsp(spec);
    scene.scene().playUntil([](const SignalPath& path) { return path.dsp.size() == 24; });
    scene.scene().window().findChild<QAbstractButton*>("signalBadge")->click();
    auto* popup = scene.scene().window().findChild<QWidget*>("signalPopup");
    QTest::keyClick(popup, Qt::Key_Tab); // there is something to scroll
    scene.scene().saveWidget(*popup, ("signal-popup-long" + ending).c_str());
    popup->close();
}

/// The effects, with music.
void drawSound(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    scene.showPage("Sound");
    scene.save("settings-sound-empty" + ending);
    QStringList packages;
    for (const char* name : {"dsp-equalizer", "dsp-crossfeed", "dsp-limiter"})
        packages.append(QStringLiteral(STELLATUNE_PLUGIN_FOLDER "/%1/%1.stplugin").arg(QLatin1String(name)));
    scene.install(packages);
    scene.showPage("Sound");
    scene.save("settings-sound-none" + ending);
    scene.scene().addRows();
    PlayerController& player = scene.scene().player();
    DspSpec spec;
    spec.beforeMapping = {
        effect(1, "org.stellatune.dsp.equalizer", "graphic", R"({"preset":"rock"})"),
        effect(
            2, "org.stellatune.dsp.equalizer", "parametric",
            R"({"bands":[{"type":"low-shelf","frequency":90,"gain":5,"q":0.7},{"frequency":2600,"gain":-7,"q":2.5},
                   {"type":"high-shelf","frequency":9000,"gain":3}],"pre_gain":-3})"),
        effect(3, "org.example.reverb", "hall", "{}")};
    spec.afterMapping = {effect(4, "org.stellatune.dsp.crossfeed", "bs2b", "{}", true),
                         effect(5, "org.stellatune.dsp.limiter", "true-peak", "{}")};
    player.setDsp(spec);
    scene.scene().presets.save(QStringLiteral("Evening"), spec);
    scene.scene().presets.save(QStringLiteral("Headphones"), DspSpec{});
    scene.scene().playSecond();
    auto* list = scene.dialog().findChild<ChainList*>();
    const auto choose = [&](uint64_t id, const char* name) {
        list->choose(id);
        list->setFocus(Qt::TabFocusReason);
        waitFor([&] { return id > 2 || scene.dialog().findChild<QWidget*>("responseView")->isVisible(); });
        scene.save(name + ending);
    };
    choose(1, "settings-sound-graphic");
    choose(2, "settings-sound-parametric");
    choose(3, "settings-sound-missing");
    choose(4, "settings-sound-crossfeed");
    choose(5, "settings-sound-limiter");
    scene.dialog().findChild<ConfigForm*>()->showRefusal(
        QStringLiteral("\"release\" must be a number from 10 to 2000, not 5000."));
    scene.press("presetSaveAs");
    scene.save("settings-sound-refused" + ending);
    scene.dialog().resize(scene.dialog().minimumSize());
    list->choose(2);
    scene.press("presetCancel");
    scene.save("settings-sound-small" + ending);
    scene.dialog().close();
    drawLongPath(scene, ending);
    player.stop();
    player.setDsp({});
    scene.end();
}

/// What nobody hopes to see: a damaged plugin, one that ended the program, work that does not end, long
/// names.
void drawTroubles(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    {
        SettingsScene scene(theme, folder, demo);
        scene.install({scene.package("gain.stplugin", "as_told", "1.0.0"),
                       scene.packageNamed("org.stellatune.test.echo", "Echo for tests")});
        scene.install({scene.longPackage(), QStringLiteral(STELLATUNE_REAL_PACKAGE)});
        scene.save("settings-long-names" + ending);
        scene.ask({scene.longPackage(), scene.package("gain.stplugin", "as_told", "1.0.0")});
        scene.save("settings-long-prompt" + ending);
        scene.press("installCancelAll");
        scene.scene().plugins.setEnabled("org.stellatune.test.echo", true);
        scene.dialog().installPlugins({scene.longPackage()});
        scene.saveAtOnce("settings-busy" + ending);
        waitFor([&] { return scene.dialog().findChild<QWidget*>("installPrompt")->isVisible(); });
        scene.press("installCancel");
        for (const char* missing : {"a", "b", "c", "d", "e", "f"})
            scene.dialog().installPlugins({QString::fromLatin1("/nowhere/%1.stplugin").arg(missing)});
        waitFor([&] { return scene.dialog().findChild<QLabel*>("pluginsBusy")->text().isEmpty(); });
        scene.showPage("Activity");
        scene.dialog().findChild<QWidget*>("leaseList")->setFocus(Qt::TabFocusReason);
        scene.save("settings-activity-troubles" + ending);
        scene.end();
        std::filesystem::create_directories(scene.store() / "crashes");
        std::ofstream(scene.store() / "crashes" / "1.crash")
            << "org.stellatune.test.gain\nDspVTable::process\nsegmentation fault\n";
        for (const auto& entry : std::filesystem::recursive_directory_iterator(scene.store() / "installed")) {
            const bool isEcho = entry.path().string().find("test.echo") != std::string::npos;
            if (isEcho && entry.path().extension() == ".so")
                std::ofstream(entry.path(), std::ios::trunc) << "no library any more";
        }
        scene.startAgain(false);
        scene.scene().plugins.applyState();
        waitFor([&] { return !scene.scene().plugins.isApplying(); });
        scene.showPage("Plugins");
        scene.save("settings-failed" + ending);
        auto* list = scene.dialog().findChild<PluginListView*>();
        list->setCurrentIndex(list->model()->index(2, 0));
        list->setFocus(Qt::TabFocusReason);
        scene.save("settings-crashed" + ending);
        scene.dialog().findChild<QWidget*>("detailsId")->setFocus(Qt::TabFocusReason);
        scene.save("settings-fact-focus" + ending);
        scene.scene().save(("crash-notice" + ending).c_str());
        scene.end();
    }
    SettingsScene scene(theme, folder, demo);
    scene.end();
    std::filesystem::remove_all(scene.store());
    std::ofstream(scene.store()) << "a file where a folder should be";
    scene.startAgain(false);
    scene.dialog().installPlugins({scene.package("gain.stplugin", "as_told", "1.0.0")});
    scene.save("settings-no-store" + ending);
    scene.end();
}

/// Forty plugins.
void drawMany(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    QStringList packages;
    for (int number = 10; number < 50; ++number)
        packages.append(scene.packageNamed("org.stellatune.test.no" + std::to_string(number),
                                           "Colour No. " + std::to_string(number) + " "));
    scene.install(packages);
    scene.save("settings-forty" + ending);
}

void drawAll(const QString& folder, const QString& demo, bool soundAlone)
{
    for (const bool dark : {false, true}) {
        const ThemeChoice theme = dark ? ThemeChoice::Dark : ThemeChoice::Light;
        const auto name = [dark](const char* base) {
            return std::string(base) + (dark ? "-dark" : "-light");
        };
        drawSound(theme, name(""), folder, demo);
        if (soundAlone)
            continue;
        drawOutput(theme, name(""), folder, demo);
        drawSettings(theme, name(""), folder, demo);
        drawMany(theme, name(""), folder, demo);
        drawTroubles(theme, name(""), folder, demo);
        {
            Scene scene(theme, folder, demo);
            scene.save(name("empty").c_str());
        }
        {
            Scene scene(theme, folder, demo);
            scene.addRows();
            scene.playSecond();
            scene.page().view().selectionModel()->select(
                scene.filter.index(6, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
            scene.save(name("playing").c_str());
            scene.page().filterBar().setText(QStringLiteral("quartet"));
            scene.page().filterBar().focusField(Qt::ShortcutFocusReason);
            scene.save(name("filter").c_str());
            scene.page().filterBar().setText(QStringLiteral("no such words"));
            scene.save(name("no-match").c_str());
            scene.page().filterBar().setText({});
            scene.window().actions().sidePanel->setChecked(false);
            scene.window().actions().shuffle->setChecked(true);
            scene.window().resize(scene.window().minimumSize());
            scene.save(name("small").c_str());
            for (const char* menu : {"playbackMenu", "fileMenu"}) {
                auto* popup = scene.window().findChild<QMenu*>(QLatin1String(menu));
                popup->popup(scene.window().mapToGlobal(QPoint(40, 40)));
                scene.saveWidget(*popup, name(menu).c_str());
                popup->close();
            }
            for (QAction* action : {scene.window().actions().about, scene.window().actions().shortcuts}) {
                action->trigger();
                const QString dialogName = action->objectName() + QStringLiteral("Dialog");
                auto* dialog = scene.window().findChild<QDialog*>(dialogName);
                scene.saveWidget(*dialog, name(qPrintable(dialogName)).c_str());
                dialog->close();
            }
        }
        {
            Scene scene(theme, folder, demo);
            scene.addRows();
            scene.playSecond();
            scene.model.setFailure(scene.model.idAt(4),
                                   QStringLiteral("Lantern Weather.flac is not there any more."));
            scene.model.setFailure(
                scene.model.idAt(9),
                QStringLiteral("Quartet in Grey II.flac is damaged: it ends in the middle of a frame."));
            scene.page().messages().add(QStringLiteral("Lantern Weather.flac is not there any more."));
            scene.page().messages().add(
                QStringLiteral("Quartet in Grey II.flac is damaged: it ends in the middle of a frame."));
            scene.page().messages().add(QStringLiteral("PulseAudio is gone; waiting for it."));
            scene.save(name("errors").c_str());
        }
        {
            Scene scene(theme, folder, demo);
            const QString longText = QStringLiteral("A very long title that goes on and on, as those of live "
                                                    "recordings and radio plays often do, (Remastered)");
            scene.editor.add({demo + QStringLiteral("/01 Before Sunrise.flac"),
                              demo + QStringLiteral("/02 First Light.flac")});
            QList<PlaylistTrack> rows;
            for (int i = 0; i < 30; ++i)
                rows.append(makeRow(demo + QStringLiteral("/03 Slow River.flac"), longText, longText,
                                    longText, 35'999));
            scene.model.insertTracks(2, rows);
            scene.playSecond();
            scene.model.applyTags({{scene.model.idAt(1), longText, longText, longText, 1, 1, 213.0, {}}});
            scene.save(name("long-texts").c_str());
        }
    }
}

int drawAtEachScale(const QStringList& arguments)
{
    for (const char* scale : {"1", "2"}) {
        qputenv("QT_SCALE_FACTOR", scale);
        const int result = QProcess::execute(QCoreApplication::applicationFilePath(),
                                             QStringList{QStringLiteral("--draw")} + arguments.mid(1));
        if (result != 0)
            return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    QStandardPaths::setTestModeEnabled(true);
    const bool soundAlone = argc > 2 && QByteArray(argv[argc - 1]) == "sound";
    const int files = argc - (soundAlone ? 1 : 0);
    if (files == 2) {
        const QCoreApplication application(argc, argv);
        return drawAtEachScale(QCoreApplication::arguments());
    }
    if (files != 3 || QByteArray(argv[1]) != "--draw") {
        std::fputs("Usage: stellatune-screenshot FOLDER [sound]\n", stderr);
        return 2;
    }
    QApplication::setStyle(new Style);
    const QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("stellatune"));
    QApplication::setQuitOnLastWindowClosed(false);
    const QString demo =
        QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/stellatune/demo"));
    drawAll(QString::fromLocal8Bit(argv[2]), demo, soundAlone);
    return 0;
}
