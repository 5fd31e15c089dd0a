#include "app/ui/settings/notice_box.h"

#include "app/ui/icon_button.h"
#include "app/ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace stellatune {
namespace {

constexpr int kIcon = 20;
constexpr int kEdge = 12;

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
    painter.drawRoundedRect(QRectF(rect()), 6, 6);
    painter.drawPixmap(kEdge, 10, iconPixmap(Icon::Warning, kIcon, colours.warning, devicePixelRatioF()));
}

} // namespace stellatune
