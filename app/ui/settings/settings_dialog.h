// The settings: a list of pages on the left, the chosen one beside it. What is changed takes effect at once.
#pragma once

#include "app/ui/settings/settings_place.h"

#include <QDialog>
#include <QStringList>

class QListWidget;
class QStackedWidget;

namespace stellatune {

class NoticeBox;
class DspPresets;
class OutputPage;
class PlayerController;
class PluginDesk;
class PluginsPage;
class SoundPage;

class SettingsDialog : public QDialog {
    Q_OBJECT

  public:
    /// All of them outlive the dialog; `presets` may be null: then none can be kept.
    SettingsDialog(PluginDesk& plugins, PlayerController& player, DspPresets* presets,
                   QWidget* parent = nullptr);

    SettingsPlace place() const;
    /// A page that there is not leaves the first on show.
    void restore(const SettingsPlace& place);
    void showOutput();
    /// Comes to the page of plugins and asks about each.
    void installPlugins(const QStringList& files);

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    /// Esc takes a question back before it closes the dialog. A key that is held answers nothing more.
    void keyPressEvent(QKeyEvent* event) override;
    /// As things are seen, whatever was made anew.
    bool focusNextPrevChild(bool next) override;

  private:
    void addPage(QWidget* page);

    QListWidget* m_list;
    QStackedWidget* m_pages;
    OutputPage* m_output;
    SoundPage* m_sound;
    PluginsPage* m_plugins;
    NoticeBox* m_trouble; ///< above each page, because a failure may arrive on any
};

} // namespace stellatune
