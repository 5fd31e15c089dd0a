#include "app/playlist/natural_order.h"

#include <QLocale>

namespace stellatune {

QCollator naturalCollator()
{
    // The C locale compares by code point and ignores numeric mode.
    QLocale locale = QLocale::system();
    if (locale.language() == QLocale::C)
        locale = QLocale(QLocale::English);
    QCollator collator(locale);
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    return collator;
}

} // namespace stellatune
