// A message in place: as many lines as it needs, and a way to dismiss it.
#pragma once

#include <QStringList>
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
    /// Under what it says already; the same message once. Shows the newest few.
    void add(const QString& message);
    QString text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void showText(const QString& text);

    QStringList m_messages; ///< newest last
    QLabel* m_text;
    IconButton* m_close;
};

} // namespace stellatune
