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

  private:
    QWidget* makeSender();
    void showNewLines();
    void followPlugins();
    void send();

    PluginDesk& m_desk;
    QComboBox* m_filter;
    QPlainTextEdit* m_lines;
    QComboBox* m_target = nullptr;
    QLineEdit* m_topic = nullptr;
    QLineEdit* m_payload = nullptr;
    QPushButton* m_send = nullptr;
    QLabel* m_sent = nullptr;
    NoticeBox* m_refused = nullptr;
    uint64_t m_last = 0; ///< number of the newest line on show
    QTimer m_look;
};

} // namespace stellatune
