// A message in place: as many lines as it needs, and a way to dismiss it.
#pragma once

#include <QWidget>

class QLabel;

namespace stellatune {

class IconButton;

/// Hidden while it has no text.
class NoticeBox : public QWidget {
    Q_OBJECT

  public:
    enum class Dismissable : bool { No, Yes };

    /// `name` is the box's object name, and the beginning of those of its parts.
    NoticeBox(const char* name, Dismissable dismissable, QWidget* parent = nullptr);

    void setText(const QString& text);
    QString text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* m_text;
    IconButton* m_close;
};

} // namespace stellatune
