// A field for a number with its unit, in as many figures as it needs.
#pragma once

#include <QDoubleSpinBox>

namespace stellatune {

struct ConfigField;

class NumberBox : public QDoubleSpinBox {
    Q_OBJECT

  public:
    /// Range, step and unit are those of `field`.
    explicit NumberBox(const ConfigField& field, QWidget* parent = nullptr);

    QString textFromValue(double value) const override;

  private:
    int m_fewestDecimals = 0;
};

/// How many digits behind the point tell one multiple of `step` from the next.
int decimalsFor(double step);

} // namespace stellatune
