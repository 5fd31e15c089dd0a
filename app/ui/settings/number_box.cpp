#include "app/ui/settings/number_box.h"

#include "app/ui/settings/config_schema.h"

#include <algorithm>
#include <cmath>

namespace stellatune {
namespace {

constexpr int kMostDecimals = 6;
constexpr double kFarthest = 1e9;

/// A round hundredth or so of what there is.
double stepFor(const ConfigField& field)
{
    if (field.kind == ConfigField::Kind::Integer)
        return std::max(1.0, field.step.value_or(1.0));
    if (field.step)
        return *field.step;
    const double range = field.minimum && field.maximum ? *field.maximum - *field.minimum : 100.0;
    return range <= 0.0 ? 1.0 : std::pow(10.0, std::round(std::log10(range / 100.0)));
}

} // namespace

int decimalsFor(double step)
{
    int decimals = 0;
    for (double scaled = step; decimals < kMostDecimals && std::abs(scaled - std::round(scaled)) > 1e-6;
         scaled *= 10.0)
        ++decimals;
    return decimals;
}

NumberBox::NumberBox(const ConfigField& field, QWidget* parent) : QDoubleSpinBox(parent)
{
    const bool isInteger = field.kind == ConfigField::Kind::Integer;
    const double step = stepFor(field);
    m_fewestDecimals = isInteger || !field.step ? 0 : decimalsFor(*field.step);
    // A value from a file need not be a multiple of the step, and is shown as it is.
    setDecimals(isInteger ? 0 : std::min(kMostDecimals, std::max(3, decimalsFor(step) + 1)));
    setRange(field.minimum.value_or(-kFarthest), field.maximum.value_or(kFarthest));
    setSingleStep(step);
    setKeyboardTracking(false);
    setCorrectionMode(QAbstractSpinBox::CorrectToNearestValue);
    if (!field.unit.isEmpty())
        setSuffix(QStringLiteral(" ") + field.unit);
}

QString NumberBox::textFromValue(double value) const
{
    QString text = QDoubleSpinBox::textFromValue(value);
    const qsizetype point = text.indexOf(locale().decimalPoint());
    if (point < 0)
        return text;
    qsizetype end = text.size();
    while (end - point - 1 > m_fewestDecimals && text.at(end - 1) == locale().zeroDigit().at(0))
        --end;
    return text.left(end == point + 1 ? point : end);
}

} // namespace stellatune
