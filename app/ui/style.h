// How standard controls are drawn: Fusion's behaviour with flat, rounded shapes in the theme's colours.
#pragma once

#include <QProxyStyle>

class QAbstractButton;

namespace stellatune {

class Style : public QProxyStyle {
    Q_OBJECT

  public:
    Style();

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returnData) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
};

/// The ring that shows where the keyboard is, inside `rect`.
void drawFocusRing(QPainter& painter, const QRectF& rect, qreal radius, const QPalette& palette);

} // namespace stellatune
