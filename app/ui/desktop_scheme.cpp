#include "app/ui/desktop_scheme.h"

#ifdef STELLATUNE_HAS_DBUS
#include <QDBusConnection>
#include <QDBusVariant>
#include <QFileInfo>
#endif

namespace stellatune {

#ifndef STELLATUNE_HAS_DBUS

DesktopScheme::DesktopScheme(QObject* parent) : QObject(parent) {}

void DesktopScheme::start() {}

#else
namespace {

constexpr int kAnswerWithinMs = 1'000;
constexpr uint kPrefersDark = 1;

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kObject = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kGroup = QStringLiteral("org.freedesktop.appearance");
const QString kKey = QStringLiteral("color-scheme");

/// Connecting without a bus would start one.
bool hasSessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

/// The portal wraps the value in one or two variants, by version.
uint schemeOf(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

} // namespace

DesktopScheme::DesktopScheme(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

void DesktopScheme::start()
{
    if (hasSessionBus())
        m_pool.start([this] { ask(); }); // the pool's destructor waits for it
}

void DesktopScheme::ask()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kObject, kInterface, QStringLiteral("SettingChanged"), this,
                SLOT(settingChanged(QDBusMessage)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(kService, kObject, kInterface, QStringLiteral("Read"));
    question << kGroup << kKey;
    const QDBusMessage answer = bus.call(question, QDBus::Block, kAnswerWithinMs);
    if (answer.type() == QDBusMessage::ReplyMessage && !answer.arguments().isEmpty())
        emit darkChanged(schemeOf(answer.arguments().constFirst()) == kPrefersDark);
}

void DesktopScheme::settingChanged(const QDBusMessage& message)
{
    const QVariantList arguments = message.arguments();
    if (arguments.size() == 3 && arguments[0] == kGroup && arguments[1] == kKey)
        emit darkChanged(schemeOf(arguments[2]) == kPrefersDark);
}

#endif

} // namespace stellatune
