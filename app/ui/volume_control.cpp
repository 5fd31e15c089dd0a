#include "app/ui/volume_control.h"

#include "app/ui/flat_slider.h"
#include "app/ui/icon_button.h"

#include <QAction>
#include <QHBoxLayout>

#include <cmath>
#include <utility>

namespace stellatune {

VolumeControl::VolumeControl(QAction* mute, QWidget* parent)
    : QWidget(parent), m_mute(mute),
      m_button(new IconButton(Icon::VolumeHigh, 32, IconButton::Look::Plain, this)),
      m_slider(new FlatSlider(this))
{
    m_button->setObjectName(QStringLiteral("muteButton"));
    m_button->follow(mute);
    m_slider->setObjectName(QStringLiteral("volumeSlider"));
    m_slider->setAccessibleName(tr("Volume"));
    m_slider->setRange(0, 100);
    m_slider->setSingleStep(2);
    m_slider->setPageStep(10);
    m_slider->setFixedWidth(104);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_button);
    layout->addWidget(m_slider);

    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        if (!m_followsPlayer)
            emit volumeChosen(value);
        showState();
    });
    connect(mute, &QAction::toggled, this, &VolumeControl::showState);
    showState();
}

void VolumeControl::setVolume(double percent)
{
    m_followsPlayer = true;
    m_slider->setValue(static_cast<int>(std::lround(percent)));
    m_followsPlayer = false;
    showState();
}

void VolumeControl::setApplied(bool isApplied)
{
    if (std::exchange(m_isApplied, isApplied) != isApplied)
        showState();
}

void VolumeControl::showState()
{
    const int value = m_slider->value();
    m_slider->setToolTip(m_isApplied ? tr("Volume %1 %").arg(value)
                                     : tr("Volume %1 %, not applied to what is stored").arg(value));
    if (m_mute->isChecked() || value == 0)
        m_button->setGlyph(Icon::VolumeMuted);
    else
        m_button->setGlyph(value < 50 ? Icon::VolumeLow : Icon::VolumeHigh);
}

} // namespace stellatune
