#include "app/ui/seek_slider.h"

#include "app/ui/text.h"

#include <QToolTip>

namespace stellatune {
namespace {

constexpr double kUnitsPerSecond = 1000.0;
constexpr int kStep = 5'000;
constexpr int kPageStep = 30'000;

} // namespace

SeekSlider::SeekSlider(QWidget* parent) : FlatSlider(parent)
{
    setTracking(false);
    setRange(0, 0);
    setSingleStep(kStep);
    setPageStep(kPageStep);
    connect(this, &QSlider::valueChanged, this, [this](int value) {
        if (!m_followsPlayer)
            emit seekRequested(value / kUnitsPerSecond);
    });
    connect(this, &QSlider::sliderMoved, this,
            [this](int value) { emit previewed(value / kUnitsPerSecond); });
    connect(this, &FlatSlider::pointedAt, this, &SeekSlider::showTimeAt);
    connect(this, &FlatSlider::pointerLeft, this, [] { QToolTip::hideText(); });
}

void SeekSlider::setDuration(double seconds)
{
    const int length = seconds > 0.0 ? static_cast<int>(seconds * kUnitsPerSecond) : 0;
    if (length == maximum())
        return;
    m_followsPlayer = true;
    setRange(0, length);
    m_followsPlayer = false;
    setEnabled(length > 0);
}

void SeekSlider::setPosition(double seconds)
{
    if (isSliderDown())
        return;
    m_followsPlayer = true;
    setValue(static_cast<int>(seconds * kUnitsPerSecond));
    m_followsPlayer = false;
}

void SeekSlider::showTimeAt(int value, int x)
{
    if (maximum() <= 0)
        return;
    QToolTip::showText(mapToGlobal(QPoint(x - 20, height() - 12)), formatTime(value / kUnitsPerSecond), this);
}

} // namespace stellatune
