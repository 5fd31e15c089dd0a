#include "app/ui/settings/form_fields.h"

#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/wheel_guard.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kCaptionWidth = 144;
constexpr int kFieldWidth = 232;

} // namespace

QFormLayout* makeFieldForm()
{
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(8); // fields stand under those of plugins
    form->setVerticalSpacing(8);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
}

void addField(QFormLayout& form, QWidget* field, const char* name, const QString& caption,
              const QString& advice)
{
    QWidget* parent = field->parentWidget();
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(caption);
    field->setAccessibleDescription(advice);
    field->setFixedWidth(kFieldWidth);
    keepFromWheel(*field);
    auto* label = new QLabel(caption, parent);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(field);
    label->setFixedWidth(kCaptionWidth);
    label->setFixedHeight(field->sizeHint().height()); // on a line with the field
    if (advice.isEmpty()) {
        form.addRow(label, field);
        return;
    }
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(field);
    QLabel* quiet = makeQuietLabel("fieldAdvice", advice, parent);
    quiet->setContentsMargins(0, 0, 0, 4);
    column->addWidget(quiet);
    form.addRow(label, column);
}

void fillChoice(QComboBox& box, std::initializer_list<std::pair<QString, int>> choices)
{
    for (const auto& [text, value] : choices)
        box.addItem(text, value);
}

void showChoice(QComboBox& box, int value, const QString& name)
{
    const QSignalBlocker quiet(&box);
    if (box.findData(value) < 0)
        box.addItem(name, value);
    box.setCurrentIndex(box.findData(value));
}

} // namespace stellatune
