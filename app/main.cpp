// stellatune: the player with a window.

#include "app/command_line.h"
#include "app/composition.h"
#include "app/quit_signals.h"
#include "app/ui/style.h"

#include <QApplication>

#include <clocale>
#include <cstdio>

using namespace stellatune;

namespace {

constexpr int kWrongUsage = 2;

QStringList toStrings(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

} // namespace

int main(int argc, char** argv)
{
    const Result<CommandLine> commandLine = parseCommandLine(toStrings(argc, argv));
    if (!commandLine) {
        std::fprintf(stderr, "stellatune: %s See stellatune --help.\n", commandLine.error().message.c_str());
        return kWrongUsage;
    }
    if (commandLine->showHelp) {
        std::fputs(qPrintable(helpText()), stdout);
        return 0;
    }
    if (commandLine->showVersion) {
        std::puts("stellatune " STELLATUNE_VERSION);
        return 0;
    }

    QApplication::setStyle(new Style); // the application owns it
    const QApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // QApplication took the user's; files and protocols want a decimal point
    QApplication::setApplicationName(QStringLiteral("stellatune"));
    QApplication::setApplicationDisplayName(QStringLiteral("StellaTune"));
    QApplication::setApplicationVersion(QStringLiteral(STELLATUNE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.stellatune.StellaTune"));
    QApplication::setQuitOnLastWindowClosed(false);

    Result<Claim> claim =
        claimOrHandOver(resolveDataFolder(commandLine->dataFolder), HandOver{commandLine->files, true});
    if (claim && !claim->folder)
        return 0; // the window that is open already has taken it over
    const QString notice = claim ? QString() : QString::fromStdString(claim.error().message);
    Composition composition(claim ? std::move(*claim) : Claim{}, *commandLine, notice);
    const QuitSignals quitSignals;
    QObject::connect(&quitSignals, &QuitSignals::quitRequested, &application, &QCoreApplication::quit);
    composition.showWindow();
    return QApplication::exec();
}
