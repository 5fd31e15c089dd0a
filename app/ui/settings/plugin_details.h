// What there is to know of one plugin, and the way to be rid of it.
#pragma once

#include "app/ui/settings/plugin_desk.h"

#include <QScrollArea>

class QCheckBox;
class QLabel;
class QPushButton;

namespace stellatune {

class FactList;
class NoticeBox;

class PluginDetails : public QScrollArea {
    Q_OBJECT

  public:
    explicit PluginDetails(PluginDesk& desk, QWidget* parent = nullptr);

    /// Empty: nothing to show.
    void showPlugin(const QString& pluginId);
    QString shownId() const { return m_id; }
    /// Asks, below the facts, whether to uninstall and whether settings stay.
    void askWhetherToUninstall();
    /// Takes the question back; false when there is none.
    bool takeBackQuestion();

  private:
    QWidget* makeQuestion();
    void refresh();
    void showFacts(const PluginStatus& plugin);

    PluginDesk& m_desk;
    QString m_id;
    QString m_shown; ///< what the facts were made of, so that a selection in them survives
    QLabel* m_name;
    QLabel* m_version;
    QLabel* m_description;
    NoticeBox* m_trouble;
    FactList* m_facts;
    QPushButton* m_switch;
    QPushButton* m_uninstall;
    QWidget* m_question;
    QLabel* m_questionText = nullptr;
    QCheckBox* m_keepSettings = nullptr;
    QPushButton* m_yes = nullptr;
};

} // namespace stellatune
