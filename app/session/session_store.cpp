#include "app/session/session_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

namespace stellatune {

namespace {

/// Why it failed, or nothing. Any thread.
QString writeSession(const QString& path, const SessionState& state)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(toJson(state));
        if (file.commit())
            return {};
    }
    return SessionStore::tr("The playlist and settings cannot be saved to %1: %2.")
        .arg(path, file.errorString());
}

/// A process killed while it saved leaves the new file under its temporary name.
void removeUnfinishedSaves(const QString& path)
{
    const QFileInfo file(path);
    static const QRegularExpression temporary(QStringLiteral("^\\.[A-Za-z0-9]{6}$"));
    QDir folder = file.dir();
    for (const QString& name :
         folder.entryList({file.fileName() + QStringLiteral(".*")}, QDir::Files | QDir::Hidden)) {
        if (temporary.match(name.mid(file.fileName().size())).hasMatch())
            folder.remove(name);
    }
}

} // namespace

SessionStore::SessionStore(const QString& folder, QObject* parent)
    : QObject(parent), m_filePath(folder + QStringLiteral("/session.json"))
{
    m_pool.setMaxThreadCount(1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kSaveDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &SessionStore::saveInBackground);
}

SessionStore::~SessionStore()
{
    m_pool.waitForDone();
}

SessionStore::Loaded SessionStore::load()
{
    removeUnfinishedSaves(m_filePath);
    QFile file(m_filePath);
    if (!file.exists())
        return {};

    QString why;
    if (file.open(QIODevice::ReadOnly)) {
        Result<SessionState> state = sessionFromJson(file.readAll());
        file.close();
        if (state)
            return {std::move(*state), {}};
        why = QString::fromStdString(state.error().message);
    } else {
        why = file.errorString();
    }
    const QString aside = m_filePath + QStringLiteral(".damaged");
    QFile::remove(aside);
    if (QFile::rename(m_filePath, aside))
        return {{},
                tr("The last session could not be restored (%1). Its file is kept as %2.").arg(why, aside)};
    return {{}, tr("The last session could not be restored (%1: %2).").arg(m_filePath, why)};
}

void SessionStore::markChanged()
{
    if (!m_delay.isActive())
        m_delay.start();
}

void SessionStore::saveInBackground()
{
    if (!m_source)
        return;
    if (m_saving) { // a disk that takes longer than the delay: later, with what there is then
        m_delay.start();
        return;
    }
    m_saving = true;
    m_pool.start([this, path = m_filePath, state = m_source()] {
        const QString error = writeSession(path, state);
        QMetaObject::invokeMethod(
            this,
            [this, error] {
                m_saving = false;
                finishSave(error);
            },
            Qt::QueuedConnection);
    });
}

bool SessionStore::saveNow()
{
    m_delay.stop();
    if (!m_source)
        return true;
    m_pool.waitForDone();
    const QString error = writeSession(m_filePath, m_source());
    finishSave(error);
    return error.isEmpty();
}

void SessionStore::finishSave(const QString& error)
{
    if (error.isEmpty()) {
        m_failing = false;
        emit saved();
    } else if (!std::exchange(m_failing, true)) {
        emit failed(error);
    }
}

} // namespace stellatune
