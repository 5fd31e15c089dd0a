// Search as you type: one field, how many rows it leaves, and a button that empties it.
#pragma once

#include <QWidget>

class QLineEdit;

namespace stellatune {

class ElidedLabel;
class IconButton;

class FilterBar : public QWidget {
    Q_OBJECT

  public:
    explicit FilterBar(QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    /// "n of m" while something is typed.
    void setCount(int shown, int all);
    void focusField(Qt::FocusReason reason);

  signals:
    void textChanged(const QString& text);
    /// Down or Enter in the field: on to the rows.
    void left();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QLineEdit* m_field;
    ElidedLabel* m_count;
    IconButton* m_clear;
};

} // namespace stellatune
