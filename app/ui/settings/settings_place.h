// Where the settings stood when they were closed.
#pragma once

#include <QByteArray>
#include <QString>

namespace stellatune {

struct SettingsPlace {
    QByteArray geometry; ///< QWidget::saveGeometry(); empty: never opened
    QString page;        ///< its object name

    bool operator==(const SettingsPlace&) const = default;
};

} // namespace stellatune
