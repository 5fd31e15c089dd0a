#include "app/ui/actions.h"

#include "app/ui/theme.h"
#include "engine/control/player.h"

namespace stellatune {
namespace {

void addChoice(QActionGroup* group, const char* name, const QString& text, int value)
{
    auto* action = new QAction(text, group);
    action->setObjectName(QLatin1String(name));
    action->setCheckable(true);
    action->setData(value);
}

} // namespace

Actions::Actions(QObject* parent) : QObject(parent)
{
    makeFileAndEdit();
    makePlayback();
    makeOutputAndView();
}

QAction* Actions::make(const char* name, const QString& text, const QList<QKeySequence>& keys)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    return action;
}

QActionGroup* Actions::makeGroup(const char* name)
{
    auto* group = new QActionGroup(this);
    group->setObjectName(QLatin1String(name));
    return group;
}

void Actions::makeFileAndEdit()
{
    openFiles = make("openFiles", tr("&Open Files…"), {QKeySequence::Open});
    openFolder = make("openFolder", tr("Open &Folder…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)});
    openPlaylist = make("openPlaylist", tr("Open &Playlist…"), {QKeySequence(Qt::CTRL | Qt::Key_P)});
    savePlaylist = make("savePlaylist", tr("&Save Playlist As…"), {QKeySequence(Qt::CTRL | Qt::Key_S)});
    playDemo = make("playDemo", tr("Play the &Demo Album"));
    quit = make("quit", tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)});
    quit->setMenuRole(QAction::QuitRole);

    undo = make("undo", tr("&Undo"), {QKeySequence::Undo});
    redo = make("redo", tr("&Redo"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)});
    selectAll = make("selectAll", tr("Select &All"), {QKeySequence::SelectAll});
    remove = make("remove", tr("Re&move"), {QKeySequence::Delete});
    clear = make("clear", tr("&Clear Playlist"));
    find = make("find", tr("&Find"), {QKeySequence::Find});

    settings = make("settings", tr("Se&ttings…"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)});
    settings->setMenuRole(QAction::PreferencesRole);

    playSelected = make("playSelected", tr("&Play"));
    showInFolder = make("showInFolder", tr("Show in File &Manager"));
    copyPath = make("copyPath", tr("&Copy Path"), {QKeySequence::Copy});
}

void Actions::makePlayback()
{
    playPause = make("playPause", tr("&Play"),
                     {QKeySequence(Qt::Key_Space), QKeySequence(Qt::Key_MediaPlay),
                      QKeySequence(Qt::Key_MediaTogglePlayPause), QKeySequence(Qt::Key_MediaPause)});
    stop =
        make("stop", tr("&Stop"), {QKeySequence(Qt::CTRL | Qt::Key_Period), QKeySequence(Qt::Key_MediaStop)});
    previous = make("previous", tr("Pre&vious"),
                    {QKeySequence(Qt::CTRL | Qt::Key_Left), QKeySequence(Qt::Key_MediaPrevious)});
    next =
        make("next", tr("&Next"), {QKeySequence(Qt::CTRL | Qt::Key_Right), QKeySequence(Qt::Key_MediaNext)});
    seekBack = make("seekBack", tr("Back 5 Seconds"), {QKeySequence(Qt::Key_Left)});
    seekForward = make("seekForward", tr("Forward 5 Seconds"), {QKeySequence(Qt::Key_Right)});
    goToPlaying = make("goToPlaying", tr("Show What &Plays"), {QKeySequence(Qt::CTRL | Qt::Key_L)});

    shuffle = make("shuffle", tr("Shu&ffle"), {QKeySequence(Qt::CTRL | Qt::Key_U)});
    shuffle->setCheckable(true);
    repeat = makeGroup("repeat");
    addChoice(repeat, "repeatOff", tr("Repeat &None"), static_cast<int>(RepeatMode::Off));
    addChoice(repeat, "repeatAll", tr("Repeat &All"), static_cast<int>(RepeatMode::All));
    addChoice(repeat, "repeatOne", tr("Repeat &One"), static_cast<int>(RepeatMode::One));
    cycleRepeat = make("cycleRepeat", tr("Repeat"), {QKeySequence(Qt::CTRL | Qt::Key_R)});
    cycleRepeat->setCheckable(true);
    stopAfterCurrent = make("stopAfterCurrent", tr("Stop After &Current"),
                            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Period)});
    stopAfterCurrent->setCheckable(true);

    replayGain = makeGroup("replayGain");
    addChoice(replayGain, "replayGainOff", tr("&Off"), static_cast<int>(ReplayGainMode::Off));
    addChoice(replayGain, "replayGainTrack", tr("&Track"), static_cast<int>(ReplayGainMode::Track));
    addChoice(replayGain, "replayGainAlbum", tr("&Album"), static_cast<int>(ReplayGainMode::Album));

    volumeUp = make("volumeUp", tr("Volume &Up"),
                    {QKeySequence(Qt::CTRL | Qt::Key_Up), QKeySequence(Qt::Key_VolumeUp)});
    volumeDown = make("volumeDown", tr("Volume &Down"),
                      {QKeySequence(Qt::CTRL | Qt::Key_Down), QKeySequence(Qt::Key_VolumeDown)});
    mute = make("mute", tr("&Mute"), {QKeySequence(Qt::CTRL | Qt::Key_M), QKeySequence(Qt::Key_VolumeMute)});
    mute->setCheckable(true);
}

void Actions::makeOutputAndView()
{
    rate = makeGroup("rate");
    addChoice(rate, "rateMatch", tr("&Follow Each Track"), 0);
    addChoice(rate, "rate44100", tr("Always 44.1 kHz"), 44'100);
    addChoice(rate, "rate48000", tr("Always 48 kHz"), 48'000);
    addChoice(rate, "rate96000", tr("Always 96 kHz"), 96'000);
    resampleQuality = makeGroup("resampleQuality");
    addChoice(resampleQuality, "resampleQuick", tr("&Quick"), static_cast<int>(ResampleQuality::Quick));
    addChoice(resampleQuality, "resampleMedium", tr("&Medium"), static_cast<int>(ResampleQuality::Medium));
    addChoice(resampleQuality, "resampleHigh", tr("&High"), static_cast<int>(ResampleQuality::High));
    addChoice(resampleQuality, "resampleVeryHigh", tr("&Very High"),
              static_cast<int>(ResampleQuality::VeryHigh));
    outputSettings = make("outputSettings", tr("&Output Settings…"));

    theme = makeGroup("theme");
    addChoice(theme, "themeSystem", tr("Like the &Desktop"), static_cast<int>(ThemeChoice::System));
    addChoice(theme, "themeLight", tr("&Light"), static_cast<int>(ThemeChoice::Light));
    addChoice(theme, "themeDark", tr("&Dark"), static_cast<int>(ThemeChoice::Dark));
    sidePanel = make("sidePanel", tr("&Side Panel"), {QKeySequence(Qt::Key_F9)});
    sidePanel->setCheckable(true);
    sidePanel->setChecked(true);

    shortcuts = make("shortcuts", tr("&Keyboard Shortcuts"), {QKeySequence(Qt::Key_F1)});
    about = make("about", tr("&About StellaTune"));
    about->setMenuRole(QAction::AboutRole);
}

QList<QAction*> Actions::withShortcuts() const
{
    QList<QAction*> result;
    for (QAction* action : findChildren<QAction*>())
        if (!action->shortcut().isEmpty())
            result.append(action);
    return result;
}

void checkByData(const QActionGroup& group, int value)
{
    for (QAction* action : group.actions())
        action->setChecked(action->data().toInt() == value);
}

} // namespace stellatune
