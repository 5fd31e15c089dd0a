#include "app/plugins/plugin_client.h"

#include "app/plugins/message_frame.h"
#include "app/plugins/plugin_folder.h"
#include "app/plugins/plugin_requests.h"
#include "app/plugins/plugin_server.h"
#include "app/session/data_folder.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QLocalSocket>
#include <QThread>

#include <chrono>
#include <future>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "app.plugin_client";
constexpr qsizetype kMaxAnswerBytes = 64 * 1024 * 1024;
constexpr auto kConnectLimit = 2s;
constexpr auto kQueryLimit = 10s;  ///< what is known is answered at once
constexpr auto kAnswerLimit = 60s; ///< a plugin's probe and its loading have limits far below
constexpr auto kOwnerLimit = 10s;  ///< for another program to let go of the folder, or to listen
constexpr unsigned long kRetryMs = 50;

Error notReached(const QString& folder, const QString& why)
{
    return {ErrorCode::Busy, kDomain,
            QStringLiteral("StellaTune is running with the data folder %1, but does not answer about plugins "
                           "(%2). Close it and try again.")
                .arg(folder, why)
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

/// The data folder is ours meanwhile.
Result<PluginJson> answerHere(const QString& dataFolder, const PluginJson& request)
{
    const std::filesystem::path folder = pluginFolder(dataFolder);
    {
        Result<std::unique_ptr<PluginStore>> store = PluginStore::open(folder);
        if (!store)
            return store.error();
        if (std::optional<PluginJson> answer = answerQuery(pluginsNow(**store), request))
            return toResult(std::move(*answer));
    }
    CoordinatorSettings settings;
    settings.storeFolder = folder;
    settings.hostVersion = QCoreApplication::applicationVersion().toStdString();
    settings.remembersCrashes = true;
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
    const QDeadlineTimer deadline(kOwnerLimit);
    for (;;) {
        Result<PluginJson> answer = askWindowAboutPlugins(dataFolder, request);
        if (answer || answer.error().domain != kDomain)
            return answer;
        if (answer.error().code == ErrorCode::NotFound) {
            Result<std::unique_ptr<DataFolder>> folder = DataFolder::claim(dataFolder);
            if (!folder)
                return folder.error();
            if (*folder)
                return answerHere(dataFolder, request);
            if (deadline.hasExpired())
                return notReached(dataFolder, QStringLiteral("it does not listen"));
        } else if (!isQuery(request) || deadline.hasExpired()) {
            return answer; // asking twice is for what changes nothing
        }
        QThread::msleep(kRetryMs); // a window that is starting or ending, or another command
    }
}

} // namespace stellatune
