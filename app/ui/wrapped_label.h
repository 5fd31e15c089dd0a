// A label of a few lines.
#pragma once

#include <QStringList>
#include <QWidget>

namespace stellatune {

/// Breaks between words, and within one that is wider than its place; what is more than the lines it may have
/// is cut with an ellipsis, and the whole then in the tooltip. Wants a layout that asks for heightForWidth().
class WrappedLabel : public QWidget {
    Q_OBJECT

  public:
    /// Drawn in the colour of `role`.
    explicit WrappedLabel(int mostLines, QPalette::ColorRole role, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString& text);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QStringList linesFor(int width) const;
    void offerWholeText();

    const int m_mostLines;
    const QPalette::ColorRole m_role;
    QString m_text;
};

} // namespace stellatune
