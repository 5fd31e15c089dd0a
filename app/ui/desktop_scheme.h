// Whether the desktop is dark, as its settings portal says: Qt learns to ask only in 6.5.
#pragma once

#include <QObject>
#include <QThreadPool>

#ifdef STELLATUNE_HAS_DBUS
#include <QDBusMessage>
#endif

namespace stellatune {

/// Asks off the GUI thread, for the bus may be slow, and then listens. Says nothing where there is no portal.
class DesktopScheme : public QObject {
    Q_OBJECT

  public:
    explicit DesktopScheme(QObject* parent = nullptr);

    void start();

  signals:
    void darkChanged(bool dark);

#ifdef STELLATUNE_HAS_DBUS
  private slots:
    /// As a message: QtDBus 6.4 refuses to connect a slot that takes a QDBusVariant.
    void settingChanged(const QDBusMessage& message);

  private:
    void ask();

    QThreadPool m_pool;
#endif
};

} // namespace stellatune
