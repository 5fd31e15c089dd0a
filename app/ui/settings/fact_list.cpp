#include "app/ui/settings/fact_list.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>

namespace stellatune {
namespace {

constexpr int kDigitsInLine = 16;
constexpr int kCaretRoom = 4; ///< less than a digit

} // namespace

QLabel* makeQuietLabel(const char* name, const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText); // the secondary text's colour
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QLabel* makeSectionTitle(const char* name, const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    QFont heavy = label->font();
    heavy.setWeight(QFont::DemiBold);
    label->setFont(heavy);
    return label;
}

QLabel* makeHeadline(const char* name, const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    QFont large = label->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setWeight(QFont::DemiBold);
    label->setFont(large);
    return label;
}

FactList::FactList(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
}

void FactList::clear()
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows = 0;
}

void FactList::addRow(const QString& caption, QWidget* fact, Qt::Alignment alignment)
{
    QLabel* quiet = makeQuietLabel("factCaption", caption, this);
    quiet->setWordWrap(false); // as wide as the widest of them
    m_grid->addWidget(quiet, m_rows, 0, Qt::AlignLeft | Qt::AlignTop);
    m_grid->addWidget(fact, m_rows, 1, alignment);
    ++m_rows;
}

void FactList::add(const char* name, const QString& caption, const QString& text)
{
    if (text.isEmpty())
        return;
    auto* label = new QLabel(text, this);
    label->setObjectName(QLatin1String(name));
    label->setAccessibleName(QStringLiteral("%1: %2").arg(caption, text));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    addRow(caption, label, {});
}

void FactList::addDigits(const char* name, const QString& caption, const QString& text)
{
    // A label cannot break within a word, and breaks of ours would be copied with the digits.
    auto* digits = new QPlainTextEdit(text, this);
    digits->setObjectName(QLatin1String(name));
    digits->setAccessibleName(QStringLiteral("%1: %2").arg(caption, text));
    digits->setReadOnly(true);
    digits->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    digits->setTabChangesFocus(true);
    digits->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // or the list takes all room there is
    digits->setFrameShape(QFrame::NoFrame);
    digits->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    digits->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    digits->setWordWrapMode(QTextOption::WrapAnywhere);
    digits->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    digits->document()->setDocumentMargin(0);
    const QFontMetrics metrics(digits->font());
    const auto lines = static_cast<int>((text.size() + kDigitsInLine - 1) / kDigitsInLine);
    digits->setFixedSize(metrics.horizontalAdvance(QString(kDigitsInLine, QLatin1Char('0'))) + kCaretRoom,
                         metrics.lineSpacing() * lines + kCaretRoom);
    addRow(caption, digits, Qt::AlignLeft | Qt::AlignTop);
}

} // namespace stellatune
