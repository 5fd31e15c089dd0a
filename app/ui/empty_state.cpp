#include "app/ui/empty_state.h"

#include "app/ui/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace stellatune {
namespace {

constexpr int kIcon = 56;

} // namespace

EmptyState::EmptyState(Icon icon, const QString& headline, const QString& advice, QWidget* parent)
    : QWidget(parent), m_iconPlace(new QWidget(this)), m_headline(new QLabel(headline, this)),
      m_advice(new QLabel(advice, this)), m_buttons(new QHBoxLayout), m_icon(icon)
{
    m_iconPlace->setFixedSize(kIcon, kIcon);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    m_headline->setObjectName(QStringLiteral("emptyHeadline"));
    m_advice->setObjectName(QStringLiteral("emptyAdvice"));
    m_headline->setFont(large);
    m_headline->setAlignment(Qt::AlignHCenter);
    m_headline->setWordWrap(true);
    m_advice->setAlignment(Qt::AlignHCenter);
    m_advice->setWordWrap(true);
    m_buttons->setSpacing(8);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(32, 32, 32, 32);
    layout->setSpacing(0);
    layout->addStretch(2);
    layout->addWidget(m_iconPlace, 0, Qt::AlignHCenter);
    layout->addSpacing(16);
    layout->addWidget(m_headline);
    layout->addSpacing(8);
    layout->addWidget(m_advice);
    layout->addSpacing(24);
    layout->addLayout(m_buttons);
    layout->addStretch(3);
}

QPushButton* EmptyState::addButton(const char* name, QAction* action)
{
    QString text = action->text();
    text.remove(QLatin1Char('&'));
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(QString(text).remove(QStringLiteral("…")));
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    if (m_buttons->count() == 0) {
        button->setDefault(true);
        m_buttons->addStretch();
        m_buttons->addStretch();
    }
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

void EmptyState::setHeadline(const QString& headline)
{
    m_headline->setText(headline);
}

void EmptyState::setAdvice(const QString& advice)
{
    m_advice->setText(advice);
}

void EmptyState::setButtonsVisible(bool visible)
{
    for (QPushButton* button : findChildren<QPushButton*>())
        button->setVisible(visible);
}

void EmptyState::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = coloursOf(palette());
    painter.fillRect(rect(), colours.base);
    painter.drawPixmap(m_iconPlace->pos(),
                       iconPixmap(m_icon, kIcon, colours.disabledText, devicePixelRatioF()));
}

} // namespace stellatune
