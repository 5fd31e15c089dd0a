#include "app/plugins/plugin_server.h"

#include "app/plugins/message_frame.h"
#include "app/plugins/plugin_requests.h"
#include "app/session/socket_address.h"
#include "pluginhost/base/log.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QTimer>

namespace stellatune {

namespace {

constexpr const char* kDomain = "app.plugin_server";
/// How often, and how many times, a question is put off while the store is still being read.
constexpr int kOpeningRetryMs = 20;
constexpr int kOpeningRetries = 250;

/// One caller, until its answer is there or it is cut off. Owned by its socket.
class PluginCaller : public QObject {
  public:
    PluginCaller(QLocalSocket& socket, PluginRuntimeCoordinator& coordinator)
        : QObject(&socket), m_socket(socket), m_coordinator(coordinator)
    {
        m_limit.setSingleShot(true);
        connect(&m_limit, &QTimer::timeout, &socket, &QLocalSocket::abort);
        connect(&socket, &QLocalSocket::readyRead, this, &PluginCaller::read);
        m_limit.start(PluginServer::kConnectionLimitMs);
        read();
    }

  private:
    void read()
    {
        if (m_isTaken) {
            m_socket.readAll(); // nothing more is wanted, and nothing may pile up
            return;
        }
        switch (m_reader.add(m_socket.read(m_reader.room()))) {
        case FrameReader::Status::Incomplete:
            return;
        case FrameReader::Status::Refused:
            m_isTaken = true;
            log(LogLevel::Warning, kDomain, "refused something that is no request of ours");
            m_socket.abort();
            return;
        case FrameReader::Status::Complete:
            m_isTaken = true;
            m_limit.stop();
            m_request = PluginJson::parse(m_reader.body(), nullptr, false);
            carryOut(kOpeningRetries);
        }
    }

    void carryOut(int retries)
    {
        // What changes something has its turn after the opening by itself, and has it even when the caller
        // hangs up meanwhile.
        if (m_coordinator.status() == ApplyMachine::Status::Idle && isQuery(m_request)) {
            if (const std::optional<Error> failure = m_coordinator.storeFailure())
                return send(asAnswer(*failure));
            if (retries == 0)
                return send(asAnswer({ErrorCode::Busy, kDomain,
                                      "StellaTune is still reading its plugins. Try again in a moment."}));
            QTimer::singleShot(kOpeningRetryMs, this, [this, retries] { carryOut(retries - 1); });
            return;
        }
        // The caller may be gone by then, and with it this object.
        const QPointer<PluginCaller> self(this);
        answerPluginRequest(m_coordinator, m_request, [self](const PluginJson& answer) {
            if (self)
                self->send(answer);
        });
    }

    void send(const PluginJson& answer)
    {
        m_limit.start(PluginServer::kConnectionLimitMs);
        m_socket.write(toFrame(answer.dump(-1, ' ', false, PluginJson::error_handler_t::replace)));
        m_socket.flush();
        m_socket.disconnectFromServer(); // once all is written
    }

    QLocalSocket& m_socket;
    PluginRuntimeCoordinator& m_coordinator;
    FrameReader m_reader{PluginServer::kMaxRequestBytes};
    QTimer m_limit;
    PluginJson m_request;
    bool m_isTaken = false;
};

} // namespace

class PluginListener : public QObject {
  public:
    PluginListener(PluginRuntimeCoordinator& coordinator, QString address)
        : m_coordinator(coordinator), m_address(std::move(address))
    {}

    void listen()
    {
        m_server = new QLocalServer(this);
        m_server->setSocketOptions(QLocalServer::UserAccessOption);
        m_server->setMaxPendingConnections(PluginServer::kMaxConnections);
        connect(m_server, &QLocalServer::newConnection, this, &PluginListener::accept);
        QLocalServer::removeServer(m_address);
        if (!m_server->listen(m_address))
            log(LogLevel::Warning, kDomain, "The command line cannot reach the plugins at {}: {}.",
                m_address.toStdString(), m_server->errorString().toStdString());
    }

  private:
    void accept()
    {
        while (QLocalSocket* socket = m_server->nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            if (m_server->findChildren<QLocalSocket*>(Qt::FindDirectChildrenOnly).size() >
                PluginServer::kMaxConnections)
                socket->abort();
            else
                new PluginCaller(*socket, m_coordinator);
        }
    }

    PluginRuntimeCoordinator& m_coordinator;
    const QString m_address;
    QLocalServer* m_server = nullptr;
};

QString pluginSocket(const QString& dataFolder)
{
    return socketAddress(dataFolder, QStringLiteral("plugins"));
}

PluginServer::PluginServer(PluginRuntimeCoordinator& coordinator, const QString& dataFolder)
    : m_listener(new PluginListener(coordinator, pluginSocket(dataFolder)))
{
    m_listener->moveToThread(coordinator.thread());
    QMetaObject::invokeMethod(m_listener, &PluginListener::listen, Qt::QueuedConnection);
}

PluginServer::~PluginServer()
{
    QMetaObject::invokeMethod(
        m_listener, [listener = m_listener] { delete listener; }, Qt::BlockingQueuedConnection);
}

} // namespace stellatune
