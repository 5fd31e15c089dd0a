// What our flat buttons have in common, however they look.
#pragma once

#include <QAbstractButton>

namespace stellatune {

/// Reached by Tab, and drawn anew as the pointer comes and goes.
class FlatButton : public QAbstractButton {
    Q_OBJECT

  public:
    explicit FlatButton(QWidget* parent = nullptr);

  protected:
    bool event(QEvent* event) override;
};

} // namespace stellatune
