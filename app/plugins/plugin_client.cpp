#include "app/plugins/plugin_client.h"

#include "app/plugins/message_frame.h"
#include "app/plugins/plugin_folder.h"
#include "app/plugins/plugin_requests.h"
#include "app/plugins/plugin_server.h"
#include "app/session/data_folder.h"
#include "pluginhost/runtime/crash_memory.h"
#include "pluginhost/runtime/plugin_log_file.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QLocalSocket>
#include <QLockFile>
#include <QThread>

#include <chrono>
#include <future>
#include <system_error>

#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "app.plugin_client";
constexpr qsizetype kMaxAnswerBytes = 64 * 1024 * 1024;
constexpr auto kConnectLimit = 2s;
constexpr auto kQueryLimit = 10s;  ///< what is known is answered at once
constexpr auto kAnswerLimit = 60s; ///< a plugin's probe and its loading have limits far below
constexpr auto kWindowLimit = 10s; ///< for a window to listen, or to let go of the folder
/// For commands to let go of it: a probe, a load and an end have limits that come to less.
constexpr auto kCommandLimit = 90s;
constexpr const char* kCommandProgram = "stellatune-cli";
constexpr unsigned long kRetryMs = 50;

Error notReached(const QString& folder, const QString& why)
{
    return {ErrorCode::Busy, kDomain,
            QStringLiteral("StellaTune is running with the data folder %1, but does not answer about plugins "
                           "(%2). Close it and try again.")
                .arg(folder, why)
                .toStdString()};
}

/// Who has claimed the folder.
struct Holder {
    qint64 process = 0;
    QString program; ///< empty when nobody has it any more
};

Holder holderOf(const QString& folder)
{
    Holder holder;
    QString computer;
    const QLockFile lock(folder + QStringLiteral("/lock"));
    lock.getLockInfo(&holder.process, &computer, &holder.program);
    return holder;
}

/// A command, unlike a window, is over soon.
bool isCommand(const Holder& holder)
{
    return holder.program.startsWith(QLatin1String(kCommandProgram));
}

Error stillHeld(const QString& folder, const Holder& holder)
{
    if (!isCommand(holder))
        return notReached(folder, QStringLiteral("it does not listen"));
    return {ErrorCode::Busy, kDomain,
            QStringLiteral("Another command (%1, process %2) works on the data folder %3 and has not ended "
                           "within %4 s. End it, or wait for it, and try again.")
                .arg(holder.program)
                .arg(holder.process)
                .arg(folder)
                .arg(kCommandLimit.count())
                .toStdString()};
}

Error lost(const QString& folder)
{
    return {ErrorCode::Busy, kDomain,
            QStringLiteral("The StellaTune with the data folder %1 ended before it had answered. "
                           "`stellatune-cli plugins list` tells what became of it.")
                .arg(folder)
                .toStdString()};
}

Result<PluginJson> toResult(PluginJson answer)
{
    if (std::optional<Error> error = errorIn(answer))
        return *error;
    return answer;
}

/// What is known of the store while no window runs.
PluginsNow leftIn(const std::filesystem::path& folder, const PluginStore& store)
{
    PluginsNow now = pluginsNow(store);
    PluginLog log; // counts the lines as the next window will
    log.beginWith(PluginLogFile(folder).read());
    now.log = log.lines();
    for (const CrashNote& note : CrashMemory::readNotes(folder / "crashes")) {
        for (PluginStatus& plugin : now.plugins) {
            if (plugin.desired.id == note.pluginId)
                plugin.detail = fmt::format("StellaTune ended in it last time ({} in {}), and switches it "
                                            "off when it starts.",
                                            note.what, note.function);
        }
    }
    return now;
}

bool isThere(const std::filesystem::path& folder)
{
    std::error_code failure;
    return std::filesystem::status(folder, failure).type() != std::filesystem::file_type::not_found;
}

/// The data folder is ours meanwhile.
Result<PluginJson> answerHere(const QString& dataFolder, const PluginJson& request)
{
    const std::filesystem::path folder = pluginFolder(dataFolder);
    {
        Result<std::unique_ptr<PluginStore>> store = PluginStore::open(folder);
        if (!store)
            return store.error();
        if (isQuery(request))
            return toResult(answerQuery(leftIn(folder, **store), request).value());
    }
    CoordinatorSettings settings;
    settings.storeFolder = folder;
    settings.hostVersion = QCoreApplication::applicationVersion().toStdString();
    PluginRuntimeCoordinator coordinator(std::move(settings));
    std::promise<PluginJson> answered;
    answerPluginRequest(coordinator, request,
                        [&answered](PluginJson answer) { answered.set_value(std::move(answer)); });
    return toResult(answered.get_future().get());
}

} // namespace

Result<PluginJson> askWindowAboutPlugins(const QString& dataFolder, const PluginJson& request)
{
    QLocalSocket socket;
    socket.connectToServer(pluginSocket(dataFolder));
    if (!socket.waitForConnected(static_cast<int>(std::chrono::milliseconds(kConnectLimit).count())))
        return Error{
            ErrorCode::NotFound, kDomain,
            QStringLiteral("No StellaTune runs with the data folder %1.").arg(dataFolder).toStdString()};

    const std::chrono::seconds limit = isQuery(request) ? kQueryLimit : kAnswerLimit;
    const QDeadlineTimer deadline(limit);
    const auto remaining = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    socket.write(toFrame(request.dump(-1, ' ', false, PluginJson::error_handler_t::replace)));
    FrameReader reader(kMaxAnswerBytes);
    for (;;) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(remaining()))
            return deadline.hasExpired()
                       ? notReached(dataFolder, QStringLiteral("not within %1 s").arg(limit.count()))
                       : lost(dataFolder);
        switch (reader.add(socket.read(reader.room()))) {
        case FrameReader::Status::Incomplete:
            break;
        case FrameReader::Status::Refused:
            return notReached(dataFolder, QStringLiteral("something else answers"));
        case FrameReader::Status::Complete: {
            PluginJson answer = PluginJson::parse(reader.body(), nullptr, false);
            if (!answer.is_object())
                return notReached(dataFolder, QStringLiteral("its answer is not readable"));
            return toResult(std::move(answer));
        }
        }
    }
}

Result<PluginJson> askAboutPlugins(const QString& dataFolder, const PluginJson& request)
{
    QDeadlineTimer windowDeadline(kWindowLimit);
    const QDeadlineTimer commandDeadline(kCommandLimit);
    for (;;) {
        Result<PluginJson> answer = askWindowAboutPlugins(dataFolder, request);
        if (answer || answer.error().domain != kDomain)
            return answer;
        if (answer.error().code == ErrorCode::NotFound) {
            if (isQuery(request) && !isThere(pluginFolder(dataFolder)))
                return toResult(answerQuery({}, request).value()); // and nothing is made
            Result<std::unique_ptr<DataFolder>> folder = DataFolder::claim(dataFolder);
            if (!folder)
                return folder.error();
            if (*folder)
                return answerHere(dataFolder, request);
            const Holder holder = holderOf(dataFolder);
            if (isCommand(holder))
                windowDeadline = QDeadlineTimer(kWindowLimit); // begins after it
            if ((isCommand(holder) ? commandDeadline : windowDeadline).hasExpired())
                return stillHeld(dataFolder, holder);
        } else if (!isQuery(request) || windowDeadline.hasExpired()) {
            return answer; // asking twice is for what changes nothing
        }
        QThread::msleep(kRetryMs); // a window that is starting or ending, or another command
    }
}

} // namespace stellatune
