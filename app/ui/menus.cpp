#include "app/ui/menus.h"

#include "app/ui/actions.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

namespace stellatune {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("stellatune::Menus", text);
}

QMenu* addMenu(QMenuBar& bar, const char* name, const QString& title)
{
    QMenu* menu = bar.addMenu(title);
    menu->setObjectName(QLatin1String(name));
    menu->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    return menu;
}

void addChoices(QMenu& parent, const char* name, const QString& title, const QActionGroup& group)
{
    QMenu* menu = parent.addMenu(title);
    menu->setObjectName(QLatin1String(name));
    menu->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    menu->addActions(group.actions());
}

} // namespace

void fillMenuBar(QMenuBar& bar, const Actions& actions, const OwnMenus& menus, bool hasDemo)
{
    QMenu* file = addMenu(bar, "fileMenu", tr("&File"));
    file->addActions({actions.openFiles, actions.openFolder, actions.openPlaylist});
    file->addMenu(menus.recent);
    if (hasDemo)
        file->addAction(actions.playDemo);
    file->addSeparator();
    file->addAction(actions.savePlaylist);
    file->addSeparator();
    file->addAction(actions.quit);

    QMenu* edit = addMenu(bar, "editMenu", tr("&Edit"));
    edit->addActions({actions.undo, actions.redo});
    edit->addSeparator();
    edit->addActions({actions.selectAll, actions.remove, actions.clear});
    edit->addSeparator();
    edit->addActions({actions.find, actions.goToPlaying});
    edit->addSeparator();
    edit->addAction(actions.settings);

    QMenu* playback = addMenu(bar, "playbackMenu", tr("&Playback"));
    playback->addActions({actions.playPause, actions.stop, actions.previous, actions.next});
    playback->addSeparator();
    playback->addActions({actions.seekBack, actions.seekForward});
    playback->addSeparator();
    playback->addAction(actions.shuffle);
    addChoices(*playback, "repeatMenu", tr("&Repeat"), *actions.repeat);
    playback->addAction(actions.stopAfterCurrent);
    playback->addSeparator();
    addChoices(*playback, "replayGainMenu", tr("Replay&Gain"), *actions.replayGain);
    playback->addSeparator();
    playback->addActions({actions.volumeUp, actions.volumeDown, actions.mute});

    QMenu* output = addMenu(bar, "outputMenu", tr("&Output"));
    output->addMenu(menus.device);
    addChoices(*output, "rateMenu", tr("Sample &Rate"), *actions.rate);
    addChoices(*output, "resampleMenu", tr("Resampling &Quality"), *actions.resampleQuality);
    output->addSeparator();
    output->addAction(actions.outputSettings);

    QMenu* view = addMenu(bar, "viewMenu", tr("&View"));
    addChoices(*view, "themeMenu", tr("&Colours"), *actions.theme);
    view->addAction(actions.sidePanel);

    QMenu* help = addMenu(bar, "helpMenu", tr("&Help"));
    help->addActions({actions.shortcuts, actions.about});
}

} // namespace stellatune
