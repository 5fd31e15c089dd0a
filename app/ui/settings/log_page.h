// What plugins say, and a way to say something to them.
#pragma once

#include "app/ui/settings/plugin_desk.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace stellatune {

class NoticeBox;

class LogPage : public QWidget {
    Q_OBJECT

  public:
    explicit LogPage(PluginDesk& desk, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void makeHead();
    QWidget* makeSender();
    void showAllLines();
    void showNewLines();
    void save();
    void write(const QString& name);
    void followPlugins();
    void send();

    PluginDesk& m_desk;
    QComboBox* m_filter;
    QComboBox* m_level;
    QPushButton* m_copy;
    QPushButton* m_save;
    NoticeBox* m_unsaved;
    QPlainTextEdit* m_lines;
    QComboBox* m_target = nullptr;
    QLineEdit* m_topic = nullptr;
    QLineEdit* m_payload = nullptr;
    QPushButton* m_send = nullptr;
    QLabel* m_sent = nullptr;
    NoticeBox* m_refused = nullptr;
    uint64_t m_last = 0; ///< number of the newest line on show
    QTimer m_look;       ///< while the page is on show
};

} // namespace stellatune
