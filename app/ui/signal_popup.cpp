#include "app/ui/signal_popup.h"

#include "app/ui/reading_scroll.h"
#include "app/ui/signal_path_panel.h"
#include "app/ui/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kWidth = 344;
constexpr int kMargin = 16;
constexpr int kSide = kMargin - ReadingScroll::kEdge;
constexpr int kAbove = 4;
constexpr int kEnough = 400; ///< high, even where there is less room above the badge

} // namespace

SignalPopup::SignalPopup(PlayerController& player, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_panel(new SignalPathPanel(player, this)),
      m_scroll(new ReadingScroll("signalPopupScroll", tr("Signal path"), m_panel, this)),
      m_settings(new QPushButton(tr("Output &Settings\u2026"), this))
{
    setObjectName(QStringLiteral("signalPopup"));
    setAccessibleName(tr("Signal path"));
    setWindowTitle(tr("Signal path"));
    setFixedWidth(kWidth);
    setAttribute(Qt::WA_NoMouseReplay); // a click on the badge closes it, and must not open it again
    m_settings->setObjectName(QStringLiteral("signalSettings"));
    m_settings->setAccessibleName(tr("Output settings"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSide, kSide, kSide, kMargin);
    layout->setSpacing(kMargin - ReadingScroll::kEdge);
    layout->addWidget(m_scroll);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(ReadingScroll::kEdge, 0, 0, 0);
    foot->addWidget(m_settings);
    foot->addStretch();
    layout->addLayout(foot);
    connect(m_panel, &SignalPathPanel::changed, this, &SignalPopup::fit);
    connect(m_settings, &QPushButton::clicked, this, [this] {
        close();
        emit settingsWanted();
    });
}

void SignalPopup::popupAbove(const QWidget& badge)
{
    m_corner = badge.mapToGlobal(QPoint(badge.width(), -kAbove));
    m_room = badge.screen()->availableGeometry().adjusted(kAbove, kAbove, -kAbove, -kAbove);
    show();
    fit();
    m_settings->setFocus(Qt::PopupFocusReason);
}

void SignalPopup::fit()
{
    if (!isVisible())
        return;
    const int rest = kSide + layout()->spacing() + m_settings->sizeHint().height() + kMargin;
    const int whole = m_panel->heightForWidth(width() - 2 * kMargin) + 2 * ReadingScroll::kEdge;
    const int most = std::max(m_corner.y() - m_room.top(), std::min(kEnough, m_room.height()));
    m_scroll->setFixedHeight(std::clamp(whole, 0, std::max(most - rest, 0)));
    const int height = m_scroll->height() + rest;
    const int left = std::clamp(m_corner.x() - width(), m_room.left(),
                                std::max(m_room.left(), m_room.right() + 1 - width()));
    const int top =
        std::clamp(m_corner.y() - height, m_room.top(), std::max(m_room.top(), m_room.bottom() + 1 - height));
    setGeometry(left, top, width(), height);
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
