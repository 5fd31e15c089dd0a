// The folder that everything is remembered in, and the right to write to it.
#pragma once

#include "pluginhost/base/result.h"

#include <QLockFile>
#include <QString>

#include <memory>

namespace stellatune {

/// The absolute folder for `requested` (empty: the platform's place for application data). Creates nothing.
/// Needs the application's name to be set.
QString resolveDataFolder(const QString& requested);

/// Made, private to the user, and locked for this process as long as the object lives. A lock left by a
/// process that died is taken over.
class DataFolder {
  public:
    /// `path` from resolveDataFolder(). ErrorCode::Cancelled: another living process owns it; any other code:
    /// it cannot be used, and the message names the folder and the remedy.
    static Result<std::unique_ptr<DataFolder>> claim(const QString& path);

    const QString& path() const { return m_path; }
    /// The path of a file within.
    QString filePath(const QString& name) const;

  private:
    explicit DataFolder(const QString& path);

    QString m_path;
    QLockFile m_lock;
};

} // namespace stellatune
