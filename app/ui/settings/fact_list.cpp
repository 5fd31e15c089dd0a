#include "app/ui/settings/fact_list.h"

#include <QFontDatabase>
#include <QFormLayout>
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

FactList::FactList(QWidget* parent) : QWidget(parent), m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(8);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

void FactList::clear()
{
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
}

QLabel* FactList::makeCaption(const QString& caption)
{
    QLabel* quiet = makeQuietLabel("factCaption", caption, this);
    quiet->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return quiet;
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
    m_form->addRow(makeCaption(caption), label);
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
    m_form->addRow(makeCaption(caption), digits);
}

} // namespace stellatune
