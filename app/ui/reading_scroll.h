// Scrolls what is only read.
#pragma once

#include <QScrollArea>

namespace stellatune {

/// For content in which nothing takes the focus: it takes it itself as long as there is more than fits, so
/// that keys scroll it.
class ReadingScroll : public QScrollArea {
    Q_OBJECT

  public:
    static constexpr int kEdge = 4; ///< around the content, for the ring of the focus

    /// Takes `content` and shows it on the ground of text.
    ReadingScroll(const char* name, const QString& accessibleName, QWidget* content,
                  QWidget* parent = nullptr);

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace stellatune
