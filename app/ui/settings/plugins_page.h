// The page of the settings on which plugins are installed, switched and removed.
#pragma once

#include "app/ui/settings/plugin_desk.h"

#include <QStringList>
#include <QWidget>

#include <deque>

class QAction;
class QLabel;
class QMimeData;
class QPushButton;
class QStackedLayout;

namespace stellatune {

class BusyLine;
class EmptyState;
class InstallPrompt;
class NoticeBox;
class PluginDetails;
class PluginListModel;
class PluginListView;

/// Those of the files on this computer that look like plugins: packages, and libraries for this system.
QStringList pluginFilesIn(const QMimeData& data);

class PluginsPage : public QWidget {
    Q_OBJECT

  public:
    explicit PluginsPage(PluginDesk& desk, QWidget* parent = nullptr);
    ~PluginsPage() override;

    /// Looks at each file and asks about one after the other.
    void install(const QStringList& files);
    /// Answers an open question with no; false when there is none.
    bool takeBackQuestion();

  signals:
    /// What could not be done with files, in words for the user.
    void failed(const QString& message);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    QWidget* makeList();
    void chooseFiles();
    void onExamined(const QString& file, Result<InstallCandidate> result);
    void answer(bool accepted);
    void cancelAll();
    void showNext();
    void showWaiting();
    void showContent();
    void showBusy();

    PluginDesk& m_desk;
    QLabel* m_busy;
    BusyLine* m_busyLine;
    QPushButton* m_install;
    NoticeBox* m_safeMode;
    QStackedLayout* m_stack;
    QAction* m_choose;
    QWidget* m_waiting;
    EmptyState* m_empty;
    InstallPrompt* m_prompt;
    PluginListModel* m_model;
    PluginListView* m_view = nullptr;
    PluginDetails* m_details = nullptr;
    QWidget* m_list;
    QStringList m_examining;                   ///< file names
    std::deque<InstallCandidate> m_candidates; ///< to be asked about; the first one is on show
    QString m_installed;                       ///< to be chosen once it is in the list
    QString m_lastFolder;
    QTimer m_look; ///< while the page is on show
};

} // namespace stellatune
