#include "app/ui/filter_bar.h"

#include "app/ui/icon_button.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>

namespace stellatune {
namespace {

constexpr int kHeight = 36;
constexpr int kIcon = 18;

} // namespace

FilterBar::FilterBar(QWidget* parent)
    : QWidget(parent), m_field(new QLineEdit(this)),
      m_count(new ElidedLabel(ElidedLabel::Tone::Secondary, this)),
      m_clear(new IconButton(Icon::Close, 28, IconButton::Look::Plain, this))
{
    setFixedHeight(kHeight);
    m_field->setObjectName(QStringLiteral("filterField"));
    m_field->setAccessibleName(tr("Filter the playlist"));
    m_field->setPlaceholderText(tr("Filter by title, artist or album"));
    m_field->setFrame(false);
    m_field->installEventFilter(this);
    m_count->setObjectName(QStringLiteral("filterCount"));
    m_count->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_clear->setObjectName(QStringLiteral("filterClear"));
    m_clear->setAccessibleName(tr("Clear the filter"));
    m_clear->setToolTip(tr("Clear the filter (Esc)"));
    m_clear->hide();
    m_count->hide();
    connect(m_clear, &IconButton::clicked, m_field, &QLineEdit::clear);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_clear->setVisible(!text.isEmpty());
        m_count->setVisible(!text.isEmpty());
        emit textChanged(text);
    });

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12 + kIcon + 8, 2, 4, 2);
    layout->setSpacing(8);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_count);
    layout->addWidget(m_clear);
}

QString FilterBar::text() const
{
    return m_field->text();
}

void FilterBar::setText(const QString& text)
{
    m_field->setText(text);
}

void FilterBar::setCount(int shown, int all)
{
    const QLocale locale;
    m_count->setText(tr("%1 of %2").arg(locale.toString(shown), locale.toString(all)));
    m_count->updateGeometry();
}

void FilterBar::focusField(Qt::FocusReason reason)
{
    m_field->setFocus(reason);
    m_field->selectAll();
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Escape:
            if (m_field->text().isEmpty())
                emit left();
            m_field->clear();
            return true;
        case Qt::Key_Down:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            emit left();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FilterBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = coloursOf(palette());
    const bool focused = m_field->hasFocus();
    const qreal border = focused ? 2.0 : 1.0;
    painter.setPen(QPen(focused ? colours.accent : colours.groove, border));
    painter.setBrush(colours.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(border / 2, border / 2, -border / 2, -border / 2), 8, 8);
    painter.drawPixmap(12, (height() - kIcon) / 2,
                       iconPixmap(Icon::Search, kIcon, colours.secondaryText, devicePixelRatioF()));
}

} // namespace stellatune
