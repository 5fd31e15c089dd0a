// The curve of what an effect does to each frequency.
#pragma once

#include "engine/dsp/dsp_response.h"

#include <QWidget>

#include <optional>

namespace stellatune {

class ResponseView : public QWidget {
    Q_OBJECT

  public:
    explicit ResponseView(QWidget* parent = nullptr);

    /// Without one there is nothing to be seen, and the widget is hidden.
    void setResponse(const std::optional<DspResponse>& response);
    /// "+3.0 dB at 1 kHz", for the point nearest to `x`.
    QString textAt(qreal x) const;

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    QRectF plot() const;
    qreal xOf(double frequency) const;
    qreal yOf(double decibels) const;
    size_t nearest(qreal x) const;
    QString textOf(size_t point) const;

    std::optional<DspResponse> m_response;
    double m_range = 12.0; ///< dB, up and down
    qreal m_pointer = -1.0;
};

} // namespace stellatune
