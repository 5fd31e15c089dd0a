#include "app/ui/settings/config_editor.h"

#include "app/ui/flat_slider.h"
#include "app/ui/settings/config_table.h"
#include "app/ui/settings/number_box.h"
#include "app/ui/settings/slider_bank.h"
#include "app/ui/settings/wheel_guard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace stellatune {
namespace {

constexpr int kMostSliderSteps = 1000;
/// Between the ends of a range, from which on a slider moves by factors.
constexpr double kWideRange = 99.0;

QHBoxLayout* makeRow(QWidget* owner)
{
    auto* row = new QHBoxLayout(owner);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    return row;
}

class BooleanEditor final : public ConfigEditor {
  public:
    BooleanEditor(const ConfigField& field, EditorSize size, const QString& name, QWidget* parent)
        : ConfigEditor(parent), m_box(new QCheckBox(size == EditorSize::Full ? field.title : QString(), this))
    {
        m_box->setObjectName(name + QStringLiteral("Box"));
        m_box->setAccessibleName(field.title);
        m_box->setAccessibleDescription(field.description);
        makeRow(this)->addWidget(m_box);
        setFocusProxy(m_box);
        connect(m_box, &QCheckBox::toggled, this, &ConfigEditor::edited);
    }
    QJsonValue value() const override { return m_box->isChecked(); }
    void setValue(const QJsonValue& value) override
    {
        const QSignalBlocker quiet(m_box);
        m_box->setChecked(value.toBool());
    }
    bool hasTitle() const override { return true; }

  private:
    QCheckBox* m_box;
};

/// A field, and a slider where the range is known.
class NumberEditor final : public ConfigEditor {
  public:
    NumberEditor(const ConfigField& field, EditorSize size, const QString& name, QWidget* parent)
        : ConfigEditor(parent), m_box(new NumberBox(field, this))
    {
        m_box->setObjectName(name + QStringLiteral("Box"));
        m_box->setAccessibleName(field.title);
        m_box->setAccessibleDescription(field.description);
        keepFromWheel(*m_box);
        setFocusProxy(m_box);
        QHBoxLayout* row = makeRow(this);
        if (size == EditorSize::Cell) {
            m_box->setFixedWidth(88);
        } else {
            m_box->setFixedWidth(116);
            if (field.minimum && field.maximum && *field.maximum > *field.minimum)
                row->addWidget(makeSlider(field, name), 1);
        }
        row->addWidget(m_box);
        if (m_slider == nullptr)
            row->addStretch();
        connect(m_box, &NumberBox::valueChanged, this, [this] {
            showOnSlider();
            emit edited();
        });
    }
    QJsonValue value() const override { return m_box->value(); }
    void setValue(const QJsonValue& value) override
    {
        const QSignalBlocker quiet(m_box);
        m_box->setValue(value.toDouble());
        showOnSlider();
    }

  private:
    QWidget* makeSlider(const ConfigField& field, const QString& name)
    {
        m_low = *field.minimum;
        m_high = *field.maximum;
        m_isByFactors = m_low > 0.0 && m_high / m_low > kWideRange;
        m_step = field.kind == ConfigField::Kind::Integer ? std::max(1.0, field.step.value_or(1.0))
                                                          : field.step.value_or(0.0);
        const double steps =
            m_step > 0.0 && !m_isByFactors ? std::round((m_high - m_low) / m_step) : kMostSliderSteps;
        m_slider = new FlatSlider(this);
        m_slider->setObjectName(name + QStringLiteral("Slider"));
        m_slider->setAccessibleName(field.title);
        m_slider->setRange(0, static_cast<int>(std::clamp(steps, 1.0, double(kMostSliderSteps))));
        m_slider->setSingleStep(std::max(1, m_slider->maximum() / 100));
        m_slider->setPageStep(std::max(1, m_slider->maximum() / 10));
        keepFromWheel(*m_slider);
        connect(m_slider, &QSlider::valueChanged, this,
                [this](int place) { m_box->setValue(valueAt(place)); });
        return m_slider;
    }
    double valueAt(int place) const
    {
        const double part = double(place) / m_slider->maximum();
        if (place == 0 || place == m_slider->maximum())
            return place == 0 ? m_low : m_high;
        double value =
            m_isByFactors ? m_low * std::pow(m_high / m_low, part) : m_low + part * (m_high - m_low);
        if (m_step > 0.0)
            return std::clamp(std::round(value / m_step) * m_step, m_low, m_high);
        // Three figures: nobody wants 1,003.7 Hz.
        const double unit = value == 0.0 ? 1.0 : std::pow(10.0, std::floor(std::log10(std::abs(value))) - 2);
        return std::clamp(std::round(value / unit) * unit, m_low, m_high);
    }
    void showOnSlider()
    {
        if (m_slider == nullptr)
            return;
        const double value = std::clamp(m_box->value(), m_low, m_high);
        const double part = m_isByFactors ? std::log(value / m_low) / std::log(m_high / m_low)
                                          : (value - m_low) / (m_high - m_low);
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(static_cast<int>(std::lround(part * m_slider->maximum())));
        m_slider->setAccessibleDescription(m_box->text());
    }

    NumberBox* m_box;
    FlatSlider* m_slider = nullptr;
    double m_low = 0.0;
    double m_high = 0.0;
    double m_step = 0.0; ///< 0: any value
    bool m_isByFactors = false;
};

class ChoiceEditor final : public ConfigEditor {
  public:
    ChoiceEditor(const ConfigField& field, EditorSize size, const QString& name, QWidget* parent)
        : ConfigEditor(parent), m_choices(field.choices), m_box(new QComboBox(this))
    {
        m_box->setObjectName(name + QStringLiteral("Box"));
        m_box->setAccessibleName(field.title);
        m_box->setAccessibleDescription(field.description);
        keepFromWheel(*m_box);
        for (const ConfigChoice& choice : m_choices)
            m_box->addItem(choice.title);
        QHBoxLayout* row = makeRow(this);
        row->addWidget(m_box);
        const int room = m_box->sizeHint().width() + 16;
        m_box->setMinimumWidth(size == EditorSize::Full ? std::max(200, room) : room);
        if (size == EditorSize::Full)
            row->addStretch();
        setFocusProxy(m_box);
        connect(m_box, &QComboBox::currentIndexChanged, this, &ConfigEditor::edited);
    }
    QJsonValue value() const override
    {
        const int index = m_box->currentIndex();
        return index < 0 ? m_unknown : m_choices[static_cast<size_t>(index)].value;
    }
    void setValue(const QJsonValue& value) override
    {
        const QSignalBlocker quiet(m_box);
        const auto found = std::find_if(m_choices.begin(), m_choices.end(),
                                        [&](const ConfigChoice& choice) { return choice.value == value; });
        m_unknown = value;
        m_box->setPlaceholderText(value.toVariant().toString());
        m_box->setCurrentIndex(found == m_choices.end() ? -1 : static_cast<int>(found - m_choices.begin()));
    }

  private:
    const std::vector<ConfigChoice> m_choices;
    QJsonValue m_unknown; ///< not among them
    QComboBox* m_box;
};

/// Tells of a change when it is finished: half a name is none.
class TextEditor final : public ConfigEditor {
  public:
    TextEditor(const ConfigField& field, EditorSize size, const QString& name, QWidget* parent)
        : ConfigEditor(parent), m_line(new QLineEdit(this))
    {
        using Kind = ConfigField::Kind;
        m_line->setObjectName(name + QStringLiteral("Line"));
        m_line->setAccessibleName(field.title);
        m_line->setAccessibleDescription(field.description);
        if (field.maxLength > 0)
            m_line->setMaxLength(field.maxLength);
        if (field.kind == Kind::Secret)
            m_line->setEchoMode(QLineEdit::Password);
        m_line->setMinimumWidth(size == EditorSize::Full ? 200 : 96);
        QHBoxLayout* row = makeRow(this);
        row->addWidget(m_line, 1);
        setFocusProxy(m_line);
        connect(m_line, &QLineEdit::editingFinished, this, [this] {
            if (m_line->text() == m_told)
                return;
            m_told = m_line->text();
            emit edited();
        });
        if (field.kind == Kind::FilePath || field.kind == Kind::FolderPath)
            addChooser(*row, field, name);
    }
    QJsonValue value() const override { return m_line->text(); }
    void setValue(const QJsonValue& value) override
    {
        m_line->setText(value.toString());
        m_told = m_line->text(); // it may be cut
    }

  private:
    void addChooser(QHBoxLayout& row, const ConfigField& field, const QString& name)
    {
        m_line->setPlaceholderText(tr("None"));
        auto* choose = new QPushButton(tr("Choose…"), this);
        choose->setObjectName(name + QStringLiteral("Choose"));
        choose->setAccessibleName(tr("Choose: %1").arg(field.title));
        choose->setAutoDefault(false);
        row.addWidget(choose);
        const bool isFolder = field.kind == ConfigField::Kind::FolderPath;
        connect(choose, &QPushButton::clicked, this, [this, isFolder, title = field.title] {
            auto* dialog = new QFileDialog(window(), title, m_line->text());
            dialog->setObjectName(QStringLiteral("configPathDialog"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(isFolder ? QFileDialog::Directory : QFileDialog::ExistingFile);
            dialog->setOption(QFileDialog::ShowDirsOnly, isFolder);
            connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
                setValue(path);
                emit edited();
            });
            dialog->open();
        });
    }

    QLineEdit* m_line;
    QString m_told;
};

} // namespace

ConfigEditor* makeConfigEditor(const ConfigField& field, EditorSize size, const QString& name,
                               QWidget* parent)
{
    using Kind = ConfigField::Kind;
    switch (field.kind) {
    case Kind::Boolean:
        return new BooleanEditor(field, size, name, parent);
    case Kind::Integer:
    case Kind::Number:
        return new NumberEditor(field, size, name, parent);
    case Kind::Choice:
        return new ChoiceEditor(field, size, name, parent);
    case Kind::Numbers:
        if (SliderBank::suits(field))
            return new SliderBank(field, name, parent);
        [[fallthrough]];
    case Kind::Table:
        return new ConfigTable(field, name, parent);
    case Kind::Text:
    case Kind::Secret:
    case Kind::FilePath:
    case Kind::FolderPath:
        break;
    }
    return new TextEditor(field, size, name, parent);
}

} // namespace stellatune
