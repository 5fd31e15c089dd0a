#include "app/ui/settings/slider_bank.h"

#include "app/ui/settings/level_slider.h"
#include "app/ui/settings/number_box.h"
#include "app/ui/settings/wheel_guard.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace stellatune {
namespace {

constexpr int kMostSliders = 16;
constexpr double kSteps = 100.0; ///< where the schema names no step

} // namespace

bool SliderBank::suits(const ConfigField& field)
{
    const ConfigField& like = field.columns.front();
    return field.kind == ConfigField::Kind::Numbers && field.minItems == field.maxItems &&
           field.minItems > 0 && field.minItems <= kMostSliders && like.minimum && like.maximum &&
           *like.maximum > *like.minimum;
}

SliderBank::SliderBank(const ConfigField& field, const QString& name, QWidget* parent) : ConfigEditor(parent)
{
    const ConfigField& like = field.columns.front();
    const double range = *like.maximum - *like.minimum;
    m_step = like.kind == ConfigField::Kind::Integer ? std::max(1.0, like.step.value_or(1.0))
                                                     : like.step.value_or(range / kSteps);
    m_step = std::max(m_step, range / 10'000.0);
    m_decimals = std::min(decimalsFor(m_step), 2);
    const QJsonArray resting = field.defaultValue.toArray();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < field.minItems; ++i) {
        auto* slider = new LevelSlider(this);
        const QString label = i < field.labels.size() ? field.labels.at(i) : QString::number(i + 1);
        slider->setObjectName(QStringLiteral("%1Slider%2").arg(name).arg(i + 1));
        slider->setAccessibleName(QStringLiteral("%1: %2").arg(field.title, label));
        slider->setRange(static_cast<int>(std::ceil(*like.minimum / m_step - 1e-9)),
                         static_cast<int>(std::floor(*like.maximum / m_step + 1e-9)));
        slider->setPageStep(std::max(2, (slider->maximum() - slider->minimum()) / 10));
        slider->setUp(label, static_cast<int>(std::lround(resting.at(i).toDouble() / m_step)));
        slider->setToolTip(tr("Double-click or Delete brings it back"));
        keepFromWheel(*slider);
        m_sliders.push_back(slider);
        m_values.push_back(0.0);
        row->addWidget(slider, 1);
        const auto index = static_cast<size_t>(i);
        connect(slider, &QSlider::valueChanged, this, [this, index](int place) {
            m_values[index] = place * m_step;
            showValue(index);
            emit edited();
        });
        showValue(index);
    }
    setFocusProxy(m_sliders.front());
}

void SliderBank::showValue(size_t index)
{
    const double value = m_values[index];
    const QString text = locale().toString(std::abs(value), 'f', m_decimals);
    m_sliders[index]->setValueText(value > 0.0 && m_sliders[index]->minimum() < 0
                                       ? QStringLiteral("+") + text
                                       : (value < 0.0 ? QStringLiteral("−") + text : text));
}

QJsonValue SliderBank::value() const
{
    QJsonArray values;
    for (const double value : m_values)
        values.append(value);
    return values;
}

void SliderBank::setValue(const QJsonValue& value)
{
    const QJsonArray values = value.toArray();
    for (size_t i = 0; i < m_sliders.size(); ++i) {
        const QSignalBlocker quiet(m_sliders[i]);
        m_values[i] = values.at(static_cast<qsizetype>(i)).toDouble();
        m_sliders[i]->setValue(static_cast<int>(std::lround(m_values[i] / m_step)));
        m_sliders[i]->update(); // QSlider says nothing to itself when blocked
        showValue(i);
    }
}

} // namespace stellatune
