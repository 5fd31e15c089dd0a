#include "app/ui/progress_strip.h"

#include "app/ui/labels.h"
#include "app/ui/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace stellatune {
namespace {

constexpr int kAppearAfterMs = 250;

} // namespace

ProgressStrip::ProgressStrip(QWidget* parent)
    : QWidget(parent), m_text(new ElidedLabel(ElidedLabel::Tone::Secondary, this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    m_cancel->setObjectName(QStringLiteral("cancelAdding"));
    m_cancel->setAccessibleName(tr("Cancel adding files"));
    m_text->setObjectName(QStringLiteral("progressText"));
    m_appear.setSingleShot(true);
    m_appear.setInterval(kAppearAfterMs);
    connect(&m_appear, &QTimer::timeout, this, &QWidget::show);
    connect(m_cancel, &QPushButton::clicked, this, &ProgressStrip::cancelled);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setSpacing(16);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_cancel);
    hide();
}

void ProgressStrip::setBusy(bool busy)
{
    if (!busy) {
        m_appear.stop();
        hide();
        m_text->setText({});
    } else if (isHidden() && !m_appear.isActive()) {
        m_appear.start();
    }
}

void ProgressStrip::setText(const QString& text)
{
    m_text->setText(text);
}

void ProgressStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(0, 0, width(), 1, coloursOf(palette()).line);
}

} // namespace stellatune
