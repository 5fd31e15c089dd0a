// A thin horizontal slider: a click jumps there, a drag follows, and a new value repaints only what moved.
#pragma once

#include <QSlider>

namespace stellatune {

class FlatSlider : public QSlider {
    Q_OBJECT

  public:
    explicit FlatSlider(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    /// The pointer is over the slider at the place of `value`, `x` in its own coordinates.
    void pointedAt(int value, int x);
    void pointerLeft();

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void sliderChange(SliderChange change) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

    int valueAt(int x) const;

  private:
    qreal knobCentre() const;
    int knobPixel() const;

    int m_paintedPixel = 0; ///< of the knob, in device pixels
    bool m_showsFocus = false;
};

} // namespace stellatune
