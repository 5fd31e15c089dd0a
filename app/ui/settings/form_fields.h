// Fields under each other, each with its caption on the left, and under it what it is good for.
#pragma once

#include <QFormLayout>
#include <QString>

#include <initializer_list>
#include <utility>

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace stellatune {

QFormLayout* makeFieldForm();
/// `caption` becomes the field's accessible name, `name` its object name. The wheel turns a field only while
/// it has the focus, so that scrolling a page changes nothing.
void addField(QFormLayout& form, QWidget* field, const char* name, const QString& caption,
              const QString& advice = {});

/// Fills `box` and makes it as wide as fields are.
void fillChoice(QComboBox& box, std::initializer_list<std::pair<QString, int>> choices);
/// Shows the choice with that number, without a signal; one that is not there is added as `name`.
void showChoice(QComboBox& box, int value, const QString& name);

} // namespace stellatune
