#include "app/automation/single_instance.h"

#include "app/session/socket_address.h"
#include "pluginhost/base/log.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QThread>
#include <QTimer>
#include <QtEndian>

#include <optional>

namespace stellatune {

namespace {

// A message is the magic, the length of the rest as 32 bits big-endian, then JSON. The answer is
// kAcknowledged; anything that is no message is answered by closing the connection.
constexpr char kMagic[] = {'S', 'T', 'L', 'N'};
constexpr qsizetype kHeaderBytes = sizeof kMagic + sizeof(quint32);
constexpr char kAcknowledged[] = "ok\n";
constexpr char kDomain[] = "app.single_instance";
constexpr int kRetryMs = 50;

QString serverName(const QString& dataFolder)
{
    return socketAddress(dataFolder, QStringLiteral("instance"));
}

QByteArray encode(const HandOver& message)
{
    const QByteArray body =
        QJsonDocument(QJsonObject{{QStringLiteral("files"), QJsonArray::fromStringList(message.files)},
                                  {QStringLiteral("raise"), message.raiseWindow}})
            .toJson(QJsonDocument::Compact);
    QByteArray bytes(kHeaderBytes, Qt::Uninitialized);
    std::copy(std::begin(kMagic), std::end(kMagic), bytes.begin());
    qToBigEndian(static_cast<quint32>(body.size()), bytes.data() + sizeof kMagic);
    return bytes + body;
}

std::optional<HandOver> decode(const QByteArray& body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    if (!object.value(QStringLiteral("files")).isArray())
        return std::nullopt;
    HandOver message;
    for (const QJsonValue file : object.value(QStringLiteral("files")).toArray()) {
        if (!file.isString())
            return std::nullopt;
        message.files.append(file.toString());
    }
    message.raiseWindow = object.value(QStringLiteral("raise")).toBool(true);
    return message;
}

Error notReached(const QString& folder, const QString& why)
{
    return {
        ErrorCode::Io, kDomain,
        QStringLiteral(
            "StellaTune is running already with the data folder %1, but it does not answer (%2). Close it, "
            "or choose another folder with --data-dir.")
            .arg(folder, why)
            .toStdString()};
}

/// One caller of ours, until its message is there or it is cut off. Owned by its socket.
class Caller : public QObject {
  public:
    Caller(QLocalSocket& socket, SingleInstance& instance)
        : QObject(&socket), m_socket(socket), m_instance(instance)
    {
        connect(&socket, &QLocalSocket::readyRead, this, &Caller::read);
        QTimer::singleShot(SingleInstance::kConnectionLimitMs, this, [this] { m_socket.abort(); });
        read();
    }

  private:
    void read()
    {
        if (m_answered)
            return;
        m_bytes += m_socket.read(kHeaderBytes + SingleInstance::kMaxMessageBytes - m_bytes.size());
        if (m_bytes.size() < kHeaderBytes)
            return;
        const auto length = qFromBigEndian<quint32>(m_bytes.constData() + sizeof kMagic);
        if (!std::equal(std::begin(kMagic), std::end(kMagic), m_bytes.cbegin()) ||
            length > SingleInstance::kMaxMessageBytes)
            return refuse();
        if (m_bytes.size() < kHeaderBytes + qsizetype{length})
            return;
        const std::optional<HandOver> message = decode(m_bytes.mid(kHeaderBytes, length));
        if (!message)
            return refuse();
        m_answered = true;
        m_socket.write(kAcknowledged);
        m_socket.flush();
        m_socket.disconnectFromServer();
        emit m_instance.handedOver(*message);
    }

    void refuse()
    {
        m_answered = true;
        log(LogLevel::Warning, kDomain, "refused something that is no message of ours");
        m_socket.abort();
    }

    QLocalSocket& m_socket;
    SingleInstance& m_instance;
    QByteArray m_bytes;
    bool m_answered = false;
};

} // namespace

Result<std::unique_ptr<SingleInstance>> SingleInstance::listen(const QString& dataFolder)
{
    std::unique_ptr<SingleInstance> instance(new SingleInstance);
    QLocalServer& server = instance->m_server;
    const QString name = serverName(dataFolder);
    server.setSocketOptions(QLocalServer::UserAccessOption);
    server.setMaxPendingConnections(kMaxConnections);
    connect(&server, &QLocalServer::newConnection, instance.get(), &SingleInstance::accept);
    QLocalServer::removeServer(name);
    if (!server.listen(name))
        return Error{ErrorCode::Io, kDomain,
                     QStringLiteral("Further starts cannot reach this one at %1: %2.")
                         .arg(name, server.errorString())
                         .toStdString()};
    return instance;
}

void SingleInstance::accept()
{
    while (QLocalSocket* socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        if (m_server.findChildren<QLocalSocket*>(Qt::FindDirectChildrenOnly).size() > kMaxConnections)
            socket->abort();
        else
            new Caller(*socket, *this);
    }
}

Result<void> SingleInstance::send(const QString& dataFolder, const HandOver& message,
                                  std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    const auto remaining = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    const QByteArray bytes = encode(message);
    if (bytes.size() - kHeaderBytes > kMaxMessageBytes)
        return Error{ErrorCode::InvalidArgument, kDomain,
                     "Too many files for one start; name their folder instead."};

    QLocalSocket socket;
    socket.connectToServer(serverName(dataFolder));
    if (!socket.waitForConnected(remaining()))
        return notReached(dataFolder, socket.errorString());
    socket.write(bytes);
    while (socket.bytesToWrite() > 0) {
        if (!socket.waitForBytesWritten(remaining()))
            return notReached(dataFolder, socket.errorString());
    }
    QByteArray answer;
    while (!answer.contains('\n')) {
        if (!socket.waitForReadyRead(remaining()))
            return notReached(dataFolder, socket.errorString());
        answer += socket.readAll();
    }
    if (answer != kAcknowledged)
        return notReached(dataFolder, QStringLiteral("something else answers"));
    return {};
}

Result<Claim> claimOrHandOver(const QString& path, const HandOver& message, std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    while (true) {
        Result<std::unique_ptr<DataFolder>> folder = DataFolder::claim(path);
        if (!folder)
            return folder.error();
        if (*folder) {
            Claim claim;
            claim.folder = std::move(*folder);
            Result<std::unique_ptr<SingleInstance>> instance = SingleInstance::listen(path);
            if (instance)
                claim.instance = std::move(*instance);
            else
                log(LogLevel::Warning, kDomain, "{}", instance.error().message);
            return claim;
        }
        const std::chrono::milliseconds remaining(std::max<qint64>(deadline.remainingTime(), 1));
        const Result<void> sent = SingleInstance::send(path, message, remaining);
        if (sent)
            return Claim{};
        if (deadline.hasExpired() || sent.error().code == ErrorCode::InvalidArgument)
            return sent.error();
        QThread::msleep(kRetryMs); // it may not listen yet, or be about to end
    }
}

} // namespace stellatune
