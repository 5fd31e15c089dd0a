// Whether the desktop is dark, as its settings portal says: Qt learns to ask only in 6.5.
#pragma once

#include <QObject>
#include <QThreadPool>

#ifdef STELLATUNE_HAS_DBUS
#include <QDBusVariant>
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
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

  private:
    void ask();

    QThreadPool m_pool;
#endif
};

} // namespace stellatune
