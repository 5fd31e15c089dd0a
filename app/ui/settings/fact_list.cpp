#include "app/ui/settings/fact_list.h"

#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>

namespace stellatune {
namespace {

constexpr int kDigitsInGroup = 16;

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

QLabel* FactList::addLabel(const char* name, const QString& caption, const QString& text)
{
    auto* label = new QLabel(text, this);
    label->setObjectName(QLatin1String(name));
    label->setAccessibleName(QStringLiteral("%1: %2").arg(caption, text));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QLabel* quiet = makeQuietLabel("factCaption", caption, this);
    quiet->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->addRow(quiet, label);
    return label;
}

void FactList::add(const char* name, const QString& caption, const QString& text)
{
    if (!text.isEmpty())
        addLabel(name, caption, text);
}

void FactList::addDigits(const char* name, const QString& caption, const QString& text)
{
    QString lines;
    for (qsizetype at = 0; at < text.size(); at += kDigitsInGroup)
        lines += (at == 0 ? QString() : QString(QLatin1Char('\n'))) + text.mid(at, kDigitsInGroup);
    QLabel* label = addLabel(name, caption, lines);
    label->setAccessibleName(QStringLiteral("%1: %2").arg(caption, text));
    label->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    label->setWordWrap(false); // it is wrapped already, and keeps the height of its lines
}

} // namespace stellatune
