// Keeps session.json: read once at the start, written in the background a little after something changed.
#pragma once

#include "app/session/session_state.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>

namespace stellatune {

/// GUI thread. The file is replaced in one step, so that a crash or power cut at any moment leaves the old or
/// the new state. Needs the folder's lock (DataFolder).
class SessionStore : public QObject {
    Q_OBJECT

  public:
    static constexpr int kSaveDelayMs = 2000;

    /// `source` yields the state when it is time to save; it should be cheap (shared containers).
    SessionStore(const QString& folder, QObject* parent = nullptr);
    /// Waits for a save that is running; call saveNow() first to keep the last changes.
    ~SessionStore() override;

    struct Loaded {
        SessionState state;
        QString notice; ///< for the listener, when the file was damaged or unreadable; else empty
    };
    /// A missing file is the first start. A damaged one is kept aside as session.json.damaged.
    Loaded load();

    void setSource(std::function<SessionState()> source) { m_source = std::move(source); }
    /// Something worth remembering changed: saves within kSaveDelayMs, in the background.
    void markChanged();
    /// Saves what there is now and waits for it; at quit. False: it failed, and failed() told why.
    bool saveNow();

    QString filePath() const { return m_filePath; }

  signals:
    void saved();
    /// Once per run of failures, with folder and reason.
    void failed(const QString& message);

  private:
    void saveInBackground();
    void finishSave(const QString& error);

    QString m_filePath;
    std::function<SessionState()> m_source;
    QTimer m_delay;
    QThreadPool m_pool; ///< one thread: saves never overtake each other
    bool m_saving = false;
    bool m_failing = false;
};

} // namespace stellatune
