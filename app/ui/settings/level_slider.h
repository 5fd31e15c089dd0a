// A standing slider with its value above and its name below.
#pragma once

#include <QSlider>

namespace stellatune {

/// Values go from 0 up and down where the range does. A click jumps, a drag follows, a double click brings
/// the value back; Left and Right go to its neighbours.
class LevelSlider : public QSlider {
    Q_OBJECT

  public:
    explicit LevelSlider(QWidget* parent = nullptr);

    /// `text` is what it is called in few letters, `resting` the value a double click brings back.
    void setUp(const QString& text, int resting);
    void setValueText(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

  private:
    QRectF groove() const;
    qreal placeOf(int value) const;
    int valueAt(qreal y) const;

    QString m_text;
    QString m_valueText;
    int m_resting = 0;
    bool m_showsFocus = false;
};

} // namespace stellatune
