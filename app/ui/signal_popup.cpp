#include "app/ui/signal_popup.h"

#include "app/ui/signal_path_panel.h"
#include "app/ui/theme.h"

#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kWidth = 344;
constexpr int kMargin = 16;
constexpr int kAbove = 4;

} // namespace

SignalPopup::SignalPopup(PlayerController& player, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_panel(new SignalPathPanel(player, this)), m_scroll(new QScrollArea(this)),
      m_settings(new QPushButton(tr("Output &Settings\u2026"), this))
{
    setObjectName(QStringLiteral("signalPopup"));
    setAccessibleName(tr("Signal path"));
    setWindowTitle(tr("Signal path"));
    setFixedWidth(kWidth);
    setAttribute(Qt::WA_NoMouseReplay); // a click on the badge closes it, and must not open it again
    m_scroll->setObjectName(QStringLiteral("signalPopupScroll"));
    m_scroll->setAccessibleName(tr("Signal path"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_panel);
    m_panel->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_settings->setObjectName(QStringLiteral("signalSettings"));
    m_settings->setAccessibleName(tr("Output settings"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(16);
    layout->addWidget(m_scroll);
    layout->addWidget(m_settings, 0, Qt::AlignLeft);
    connect(m_panel, &SignalPathPanel::changed, this, &SignalPopup::fit);
    connect(m_settings, &QPushButton::clicked, this, [this] {
        close();
        emit settingsWanted();
    });
}

void SignalPopup::popupAbove(const QWidget& badge)
{
    m_corner = badge.mapToGlobal(QPoint(badge.width(), -kAbove));
    show();
    fit();
    m_settings->setFocus(Qt::PopupFocusReason);
}

void SignalPopup::fit()
{
    if (!isVisible())
        return;
    const int rest = 2 * kMargin + layout()->spacing() + m_settings->sizeHint().height();
    const int room = m_corner.y() - screen()->availableGeometry().top() - rest;
    m_scroll->setFixedHeight(
        std::clamp(m_panel->heightForWidth(width() - 2 * kMargin), 0, std::max(room, 0)));
    const int height = m_scroll->height() + rest;
    setGeometry(m_corner.x() - width(), m_corner.y() - height, width(), height);
}

void SignalPopup::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = coloursOf(palette());
    painter.setPen(colours.groove);
    painter.setBrush(colours.base);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace stellatune
