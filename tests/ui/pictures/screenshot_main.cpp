// stellatune-screenshot FOLDER [sound]: draws the real window in each of its states into PNG files, at single
// and double scale; with "sound" the page of the effects alone.
#include "app/ui/style.h"
#include "tests/ui/pictures/pictures.h"

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QStandardPaths>

#include <cstdio>

using namespace stellatune;
using namespace stellatune::testing;

namespace {

void drawAll(const QString& folder, const QString& demo, bool soundAlone)
{
    for (const bool dark : {false, true}) {
        const ThemeChoice theme = dark ? ThemeChoice::Dark : ThemeChoice::Light;
        const std::string ending = dark ? "-dark" : "-light";
        drawSound(theme, ending, folder, demo);
        if (soundAlone)
            continue;
        drawOutput(theme, ending, folder, demo);
        drawSettings(theme, ending, folder, demo);
        drawMany(theme, ending, folder, demo);
        drawTroubles(theme, ending, folder, demo);
        drawWindow(theme, ending, folder, demo);
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
