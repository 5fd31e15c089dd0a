// What stands where rows would be: why there are none, and what to do next.
#pragma once

#include "app/ui/icons.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace stellatune {

class EmptyState : public QWidget {
    Q_OBJECT

  public:
    EmptyState(Icon icon, const QString& headline, const QString& advice, QWidget* parent = nullptr);

    /// A button that triggers `action`; the first one is the one to press first.
    QPushButton* addButton(const char* name, QAction* action);
    void setHeadline(const QString& headline);
    void setAdvice(const QString& advice);
    void setButtonsVisible(bool visible);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* m_iconPlace;
    QLabel* m_headline;
    QLabel* m_advice;
    QHBoxLayout* m_buttons;
    Icon m_icon;
};

} // namespace stellatune
