// Two quiet labels: one that shortens its text to its place, one for a time whose digits stand still.
#pragma once

#include <QWidget>

namespace stellatune {

/// One line of text, cut with an ellipsis where it does not fit; the whole is then in the tooltip.
class ElidedLabel : public QWidget {
    Q_OBJECT

  public:
    enum class Tone : uint8_t { Normal, Secondary };

    explicit ElidedLabel(Tone tone = Tone::Normal, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString& text);
    void setAlignment(Qt::Alignment alignment);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void offerWholeText();

    QString m_text;
    Tone m_tone;
    Qt::Alignment m_alignment = Qt::AlignLeft;
};

/// A time as wide as "-0:00:00", so that the layout never moves while music plays.
class TimeLabel : public QWidget {
    Q_OBJECT

  public:
    explicit TimeLabel(Qt::Alignment alignment, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_text;
    Qt::Alignment m_alignment;
};

} // namespace stellatune
