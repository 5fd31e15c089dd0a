// The cover of what plays, square with soft corners; a note on a quiet ground where there is none.
#pragma once

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace stellatune {

class CoverView : public QWidget {
    Q_OBJECT

  public:
    explicit CoverView(QWidget* parent = nullptr);

    void setImage(const QImage& image);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return width; }
    QSize sizeHint() const override { return {192, 192}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QPixmap scaledTo(int pixels) const;

    QImage m_image;
    QPixmap m_scaled; ///< m_image at the size last painted
};

} // namespace stellatune
