// SIGTERM, SIGINT and SIGHUP as a request to quit, so that a logout or Ctrl-C saves the session too.
#pragma once

#include <QObject>

namespace stellatune {

/// One at a time. Where the platform has no such signals it never fires.
class QuitSignals : public QObject {
    Q_OBJECT

  public:
    explicit QuitSignals(QObject* parent = nullptr);
    ~QuitSignals() override;

  signals:
    void quitRequested();
};

} // namespace stellatune
