#include "app/ui/transport_bar.h"

#include "app/ui/actions.h"
#include "app/ui/cover_view.h"
#include "app/ui/device_menu.h"
#include "app/ui/icon_button.h"
#include "app/ui/labels.h"
#include "app/ui/seek_slider.h"
#include "app/ui/signal_badge.h"
#include "app/ui/text.h"
#include "app/ui/theme.h"
#include "app/ui/volume_control.h"

#include <QHBoxLayout>
#include <QPaintEvent>
#include <QPainter>

#include <cmath>

namespace stellatune {
namespace {

constexpr int kHeight = 96;
constexpr int kSideWidth = 208; ///< of the parts left and right; the side panel less its margins
constexpr int kCover = 64;

IconButton* makeButton(const char* name, Icon icon, QAction* action, int extent, IconButton::Look look,
                       QWidget* parent)
{
    auto* button = new IconButton(icon, extent, look, parent);
    button->setObjectName(QLatin1String(name));
    button->follow(action);
    return button;
}

} // namespace

TransportBar::TransportBar(const Actions& actions, DeviceMenu* deviceMenu, QWidget* parent) : QWidget(parent)
{
    setFixedHeight(kHeight);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 1, 8, 0); // the badge has a margin of 8 of its own
    layout->setSpacing(24);
    layout->addWidget(makeTrackPart(), 3);
    layout->addWidget(makeTransportPart(actions), 5);
    layout->addWidget(makeOutputPart(actions, deviceMenu), 3);
}

QWidget* TransportBar::makeTrackPart()
{
    auto* part = new QWidget(this);
    part->setMinimumWidth(kSideWidth);
    m_cover = new CoverView(part);
    m_cover->setFixedSize(kCover, kCover);
    m_title = new ElidedLabel(ElidedLabel::Tone::Normal, part);
    m_title->setObjectName(QStringLiteral("nowPlayingTitle"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_artist = new ElidedLabel(ElidedLabel::Tone::Secondary, part);
    m_artist->setObjectName(QStringLiteral("nowPlayingArtist"));

    auto* lines = new QVBoxLayout;
    lines->setSpacing(4);
    lines->addStretch();
    lines->addWidget(m_title);
    lines->addWidget(m_artist);
    lines->addStretch();
    auto* layout = new QHBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_cover, 0, Qt::AlignVCenter);
    layout->addLayout(lines, 1);
    return part;
}

QWidget* TransportBar::makeTransportPart(const Actions& actions)
{
    auto* part = new QWidget(this);
    using Look = IconButton::Look;
    m_play = makeButton("playButton", Icon::Play, actions.playPause, 40, Look::Primary, part);
    m_repeat = makeButton("repeatButton", Icon::Repeat, actions.cycleRepeat, 36, Look::Plain, part);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(makeButton("shuffleButton", Icon::Shuffle, actions.shuffle, 36, Look::Plain, part));
    buttons->addWidget(makeButton("previousButton", Icon::Previous, actions.previous, 36, Look::Plain, part));
    buttons->addWidget(m_play);
    buttons->addWidget(makeButton("stopButton", Icon::Stop, actions.stop, 36, Look::Plain, part));
    buttons->addWidget(makeButton("nextButton", Icon::Next, actions.next, 36, Look::Plain, part));
    buttons->addWidget(m_repeat);
    buttons->addStretch();

    m_elapsed = new TimeLabel(Qt::AlignRight, part);
    m_elapsed->setObjectName(QStringLiteral("elapsedTime"));
    m_elapsed->setAccessibleName(tr("Elapsed"));
    m_remaining = new TimeLabel(Qt::AlignLeft, part);
    m_remaining->setObjectName(QStringLiteral("remainingTime"));
    m_remaining->setAccessibleName(tr("Remaining"));
    m_seek = new SeekSlider(part);
    m_seek->setObjectName(QStringLiteral("seekSlider"));
    m_seek->setAccessibleName(tr("Position"));
    m_seek->setEnabled(false);
    connect(m_seek, &SeekSlider::seekRequested, this, &TransportBar::seekRequested);
    connect(m_seek, &SeekSlider::previewed, this, &TransportBar::showTimes);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_elapsed);
    line->addWidget(m_seek, 1);
    line->addWidget(m_remaining);

    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(4);
    layout->addLayout(buttons);
    layout->addLayout(line);
    return part;
}

QWidget* TransportBar::makeOutputPart(const Actions& actions, DeviceMenu* deviceMenu)
{
    auto* part = new QWidget(this);
    part->setMinimumWidth(kSideWidth + 8);
    m_volume = new VolumeControl(actions.mute, part);
    connect(m_volume, &VolumeControl::volumeChosen, this, &TransportBar::volumeChosen);
    auto* device = new IconButton(Icon::Device, 32, IconButton::Look::Plain, part);
    device->setObjectName(QStringLiteral("deviceButton"));
    device->setAccessibleName(tr("Output device"));
    device->setToolTip(tr("Output device"));
    connect(device, &IconButton::clicked, deviceMenu,
            [device, deviceMenu] { deviceMenu->popupAbove(*device); });
    m_badge = new SignalBadge(part);
    m_badge->setObjectName(QStringLiteral("signalBadge"));
    m_badge->setAccessibleName(tr("Signal path"));
    connect(m_badge, &SignalBadge::clicked, this, [this] { emit signalPathWanted(*m_badge); });

    auto* controls = new QHBoxLayout;
    controls->setContentsMargins(0, 0, 8, 0);
    controls->setSpacing(0);
    controls->addStretch();
    controls->addWidget(m_volume);
    controls->addSpacing(8);
    controls->addWidget(device);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 12, 0, 8);
    layout->setSpacing(8);
    layout->addLayout(controls);
    layout->addWidget(m_badge);
    return part;
}

void TransportBar::setTrack(const QString& title, const QString& artist)
{
    m_title->setText(title);
    m_artist->setText(artist);
}

void TransportBar::setCover(const QImage& cover)
{
    m_cover->setImage(cover);
}

void TransportBar::setCoverVisible(bool visible)
{
    m_cover->setVisible(visible);
}

void TransportBar::setSignalPath(const std::optional<SignalPath>& path)
{
    m_badge->setPath(path);
    m_volume->setApplied(!path || !path->isStored);
}

void TransportBar::setPlaying(bool playing)
{
    m_play->setGlyph(playing ? Icon::Pause : Icon::Play);
}

void TransportBar::setRepeat(RepeatMode mode)
{
    m_repeat->setGlyph(mode == RepeatMode::One ? Icon::RepeatOne : Icon::Repeat);
}

void TransportBar::setVolume(double percent)
{
    m_volume->setVolume(percent);
}

void TransportBar::setProgress(double position, std::optional<double> duration, bool seekable)
{
    m_duration = duration;
    m_seek->setDuration(duration && seekable ? *duration : 0.0);
    m_seek->setPosition(position);
    if (!m_seek->isSliderDown())
        showTimes(position);
}

void TransportBar::showTimes(double position)
{
    m_elapsed->setText(m_duration || position > 0.0 ? formatTime(position) : QString());
    m_remaining->setText(m_duration ? QLatin1Char('-') + formatTime(*m_duration - std::floor(position))
                                    : QString());
}

void TransportBar::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    const Colours& colours = coloursOf(palette());
    painter.fillRect(event->rect(), colours.bar);
    painter.fillRect(0, 0, width(), 1, colours.line);
}

} // namespace stellatune
