// Long work that the user started: how far it is, and the way to end it.
#pragma once

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace stellatune {

class ElidedLabel;

/// Hidden while nothing runs, and for work that is over before anyone could read it.
class ProgressStrip : public QWidget {
    Q_OBJECT

  public:
    explicit ProgressStrip(QWidget* parent = nullptr);

    void setBusy(bool busy);
    void setText(const QString& text);

  signals:
    void cancelled();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    ElidedLabel* m_text;
    QPushButton* m_cancel;
    QTimer m_appear;
};

} // namespace stellatune
