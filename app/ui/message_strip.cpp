#include "app/ui/message_strip.h"

#include "app/ui/icon_button.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace stellatune {
namespace {

constexpr int kHeight = 40;
constexpr int kIcon = 20;
constexpr int kKept = 50;  ///< older messages are forgotten
constexpr int kListed = 8; ///< in the tooltip

} // namespace

MessageStrip::MessageStrip(QWidget* parent)
    : QWidget(parent), m_text(new ElidedLabel(ElidedLabel::Tone::Normal, this)),
      m_more(new ElidedLabel(ElidedLabel::Tone::Normal, this)),
      m_close(new IconButton(Icon::Close, 28, IconButton::Look::Plain, this))
{
    setFixedHeight(kHeight);
    m_text->setObjectName(QStringLiteral("messageText"));
    m_more->setObjectName(QStringLiteral("messageCount"));
    m_more->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_close->setObjectName(QStringLiteral("messageDismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    connect(m_close, &IconButton::clicked, this, &MessageStrip::dismiss);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16 + kIcon + 12, 0, 8, 0);
    layout->setSpacing(16);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_more);
    layout->addWidget(m_close);
    hide();
}

void MessageStrip::add(const QString& message, Topic topic)
{
    m_messages.removeIf([&](const Message& known) { return known.text == message; });
    m_messages.append({message, topic});
    if (m_messages.size() > kKept)
        m_messages.removeFirst();
    showNewest();
}

void MessageStrip::removeTopic(Topic topic)
{
    m_messages.removeIf([&](const Message& known) { return known.topic == topic; });
    showNewest();
}

void MessageStrip::dismiss()
{
    m_messages.clear();
    showNewest();
}

QString MessageStrip::text() const
{
    return m_messages.isEmpty() ? QString() : m_messages.last().text;
}

void MessageStrip::showNewest()
{
    setVisible(!m_messages.isEmpty());
    if (m_messages.isEmpty())
        return;
    m_text->setText(text());
    const auto behind = m_messages.size() - 1;
    m_more->setVisible(behind > 0);
    m_more->setText(tr("and %1 more").arg(behind));
    m_more->updateGeometry();
    QStringList listed;
    for (auto message = m_messages.crbegin(); message != m_messages.crend() && listed.size() < kListed;
         ++message)
        listed.append(message->text);
    if (m_messages.size() > kListed)
        listed.append(QStringLiteral("…"));
    for (QString& message : listed)
        message = message.toHtmlEscaped();
    // The strip has one line, and what to do stands at the end. As rich text it is broken into lines.
    setToolTip(QStringLiteral("<qt>%1</qt>").arg(listed.join(QStringLiteral("<br><br>"))));
}

void MessageStrip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

void MessageStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = coloursOf(palette());
    painter.fillRect(rect(), colours.warningGround);
    painter.drawPixmap(16, (height() - kIcon) / 2,
                       iconPixmap(Icon::Warning, kIcon, colours.warning, devicePixelRatioF()));
}

} // namespace stellatune
