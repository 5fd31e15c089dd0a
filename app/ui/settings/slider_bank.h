// A row of like numbers as sliders side by side, as equalizers have them.
#pragma once

#include "app/ui/settings/config_editor.h"

#include <vector>

namespace stellatune {

class LevelSlider;

class SliderBank final : public ConfigEditor {
    Q_OBJECT

  public:
    /// As many values as there ever are, within a range, and not too many for a row.
    static bool suits(const ConfigField& field);

    SliderBank(const ConfigField& field, const QString& name, QWidget* parent = nullptr);

    QJsonValue value() const override;
    void setValue(const QJsonValue& value) override;
    bool isWide() const override { return true; }

  private:
    void showValue(size_t index);

    double m_step;
    int m_decimals;
    std::vector<double> m_values; ///< a slider knows multiples of the step alone
    std::vector<LevelSlider*> m_sliders;
};

} // namespace stellatune
