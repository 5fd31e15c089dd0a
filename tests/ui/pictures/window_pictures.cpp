// The window itself: empty, playing, searched, small, with failures and with long texts.
#include "tests/ui/pictures/pictures.h"
#include "tests/ui/pictures/scene.h"

#include "app/ui/actions.h"
#include "app/ui/filter_bar.h"
#include "app/ui/message_strip.h"
#include "app/ui/playlist_page.h"
#include "app/ui/playlist_view.h"

#include <QDialog>
#include <QMenu>
#include <QMenuBar>

namespace stellatune::testing {

void drawWindow(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    const auto name = [&ending](const char* base) { return base + ending; };
    {
        Scene scene(theme, folder, demo);
        scene.save(name("empty").c_str());
    }
    {
        Scene scene(theme, folder, demo);
        scene.addRows();
        scene.playSecond();
        scene.page().view().selectionModel()->select(scene.filter.index(6, 0),
                                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
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
            rows.append(
                makeRow(demo + QStringLiteral("/03 Slow River.flac"), longText, longText, longText, 35'999));
        scene.model.insertTracks(2, rows);
        scene.playSecond();
        scene.model.applyTags({{scene.model.idAt(1), longText, longText, longText, 1, 1, 213.0, {}}});
        scene.save(name("long-texts").c_str());
    }
}

} // namespace stellatune::testing
