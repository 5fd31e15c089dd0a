#include "app/command_line.h"

#include <QDir>
#include <QUrl>

namespace stellatune {
namespace {

Error wrongUsage(const QString& message)
{
    return {ErrorCode::InvalidArgument, "app", message.toStdString()};
}

QString absolute(const QString& file)
{
    const QUrl url(file);
    if (url.isLocalFile())
        return url.toLocalFile();
    return file.contains(QStringLiteral("://")) ? file
                                                : QDir::cleanPath(QDir::current().absoluteFilePath(file));
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList& arguments)
{
    CommandLine result;
    bool optionsEnded = false;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString& argument = arguments[i];
        if (optionsEnded || !argument.startsWith(QLatin1Char('-')) || argument == QStringLiteral("-")) {
            result.files.append(absolute(argument));
            continue;
        }
        if (argument == QStringLiteral("--")) {
            optionsEnded = true;
            continue;
        }
        const QString name = argument.section(QLatin1Char('='), 0, 0);
        if (name == QStringLiteral("--help") || name == QStringLiteral("-h")) {
            result.showHelp = true;
        } else if (name == QStringLiteral("--version") || name == QStringLiteral("-v")) {
            result.showVersion = true;
        } else if (name == QStringLiteral("--no-play")) {
            result.play = false;
        } else if (name == QStringLiteral("--safe-mode")) {
            result.safeMode = true;
        } else if (name == QStringLiteral("--device") || name == QStringLiteral("--data-dir")) {
            const bool inline_ = argument.contains(QLatin1Char('='));
            if (!inline_ && i + 1 == arguments.size())
                return wrongUsage(QStringLiteral("%1 wants a value.").arg(name));
            const QString value = inline_ ? argument.section(QLatin1Char('='), 1) : arguments[++i];
            if (name == QStringLiteral("--data-dir")) {
                result.dataFolder = QDir::current().absoluteFilePath(value);
                continue;
            }
            const Result<DeviceChoice> choice = parseDeviceChoice(value.toStdString());
            if (!choice)
                return choice.error();
            result.device = *choice;
        } else {
            return wrongUsage(QStringLiteral("There is no option %1.").arg(name));
        }
    }
    return result;
}

QString helpText()
{
    return QStringLiteral(
        "Usage: stellatune [OPTIONS] [FILE|FOLDER|PLAYLIST...]\n"
        "Adds what is named to the playlist and plays it. If StellaTune runs already, that window "
        "does so.\n\n"
        "  --device INTERFACE[:NAME]  output for this run: auto, pulse, alsa, jack, null, ...\n"
        "  --data-dir DIR             keep playlist and settings in DIR\n"
        "  --no-play                  add without playing\n"
        "  --safe-mode                load no plugin in this run\n"
        "  -h, --help                 show this text\n"
        "  -v, --version              show the version\n");
}

} // namespace stellatune
