// What went wrong and what to do, in place and without stopping anybody: a strip above the playlist.
#pragma once

#include <QString>
#include <QWidget>

namespace stellatune {

class ElidedLabel;
class IconButton;

/// Shows the newest message and how many stand behind it. Hidden while there is none.
class MessageStrip : public QWidget {
    Q_OBJECT

  public:
    enum class Topic : uint8_t {
        General,
        Device, ///< taken back once the device plays again
    };

    explicit MessageStrip(QWidget* parent = nullptr);

    /// The same text is not shown twice.
    void add(const QString& message, Topic topic = Topic::General);
    void removeTopic(Topic topic);
    void dismiss();
    int count() const { return static_cast<int>(m_messages.size()); }
    QString text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Message {
        QString text;
        Topic topic;
    };
    void showNewest();

    QList<Message> m_messages; ///< oldest first
    ElidedLabel* m_text;
    ElidedLabel* m_more;
    IconButton* m_close;
};

} // namespace stellatune
