// The desktop's colour scheme over a real session bus, with a settings portal of the test's own.
#include "app/ui/desktop_scheme.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/child_process.h"

#include <QDBusConnection>
#include <QDBusVariant>
#include <QFile>

#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

class SettingsPortal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

  public slots:
    Q_SCRIPTABLE QDBusVariant Read(const QString&, const QString&) // NOLINT: the portal's name
    {
        return QDBusVariant(QVariant::fromValue(QDBusVariant(1U))); // a variant in a variant, as portals do
    }

  signals:
    Q_SCRIPTABLE void SettingChanged(const QString& group, const QString& key, const QDBusVariant& value);
};

TEST(DesktopScheme, AsksThePortalAndListens)
{
    const TemporaryFolder folder;
    const std::filesystem::path output = folder.path() / "address";
    const ChildProcess daemon({"dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1",
                               "--address=unix:dir=" + folder.path().string()},
                              output);
    QByteArray address;
    ASSERT_TRUE(fixtures::waitFor([&] {
        QFile file(QString::fromStdString(output.string()));
        address = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
        return !address.isEmpty();
    }));
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    QDBusConnection bus =
        QDBusConnection::connectToBus(QString::fromLocal8Bit(address), QStringLiteral("portal"));
    SettingsPortal portal;
    ASSERT_TRUE(bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal,
                                   QDBusConnection::ExportScriptableSlots |
                                       QDBusConnection::ExportScriptableSignals));
    ASSERT_TRUE(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));

    DesktopScheme scheme;
    QList<bool> heard;
    QObject::connect(&scheme, &DesktopScheme::darkChanged, &scheme,
                     [&heard](bool dark) { heard.append(dark); });
    scheme.start();
    ASSERT_TRUE(fixtures::waitFor([&] { return !heard.isEmpty(); }));
    EXPECT_TRUE(heard.last());

    emit portal.SettingChanged(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"),
                               QDBusVariant(2U));
    ASSERT_TRUE(fixtures::waitFor([&] { return heard.size() == 2; }));
    EXPECT_FALSE(heard.last());
    QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
}

} // namespace
} // namespace stellatune::testing

#include "desktop_scheme_test.moc"
