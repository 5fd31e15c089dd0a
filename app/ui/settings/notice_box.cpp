#include "app/ui/settings/notice_box.h"

#include "app/ui/icon_button.h"
#include "app/ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kIcon = 20;
constexpr int kEdge = 12;
constexpr qsizetype kMostMessages = 4;

} // namespace

NoticeBox::NoticeBox(const char* name, Dismissable dismissable, QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)),
      m_close(new IconButton(Icon::Close, 28, IconButton::Look::Plain, this))
{
    setObjectName(QLatin1String(name));
    m_text->setObjectName(objectName() + QStringLiteral("Text"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_close->setObjectName(objectName() + QStringLiteral("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    m_close->setVisible(dismissable == Dismissable::Yes);
    connect(m_close, &IconButton::clicked, this, [this] { setText({}); });

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kEdge + kIcon + kEdge, 6, 8, 6);
    layout->setSpacing(8);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    setMinimumHeight(40);
    hide();
}

void NoticeBox::setText(const QString& text)
{
    m_messages = text.isEmpty() ? QStringList() : QStringList(text);
    showText(text);
}

void NoticeBox::add(const QString& message)
{
    m_messages.removeAll(message);
    m_messages.append(message);
    const qsizetype hidden = std::max<qsizetype>(0, m_messages.size() - kMostMessages);
    QStringList lines = m_messages.mid(hidden);
    if (hidden > 0)
        lines.append(hidden == 1 ? tr("One more message before these.")
                                 : tr("%1 more messages before these.").arg(hidden));
    showText(lines.join(QLatin1Char('\n')));
}

void NoticeBox::showText(const QString& text)
{
    m_text->setText(text);
    m_text->setAccessibleName(text);
    setVisible(!text.isEmpty());
}

QString NoticeBox::text() const
{
    return m_text->text();
}

void NoticeBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = coloursOf(palette());
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.warningGround);
    painter.drawRoundedRect(QRectF(contentsRect()), 6, 6);
    painter.drawPixmap(contentsRect().topLeft() + QPoint(kEdge, 10),
                       iconPixmap(Icon::Warning, kIcon, colours.warning, devicePixelRatioF()));
}

} // namespace stellatune
