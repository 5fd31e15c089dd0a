// The page of the settings where effects are chained and set.
#pragma once

#include "app/ui/settings/chain_list.h"

#include <QWidget>

class QMenu;
class QPushButton;
class QStackedLayout;

namespace stellatune {

class DspPresets;
class EmptyState;
class NodePanel;
class PlayerController;
class PluginDesk;
class PresetBar;

class SoundPage : public QWidget {
    Q_OBJECT

  public:
    /// `presets` may be null: then none can be kept.
    SoundPage(PluginDesk& desk, PlayerController& player, DspPresets* presets, QWidget* parent = nullptr);
    ~SoundPage() override;

    /// Esc does so before it closes the dialog.
    bool takeBackQuestion();

  signals:
    /// There is no effect to add.
    void pluginsWanted();

  protected:
    // While it is seen, the player reads less ahead, so that each change is soon heard.
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    QWidget* makeChain();
    void showContent();
    void showMenu();
    ChainRow rowOf(const DspNodeSpec& node) const;
    void add(const DspNodeSpec& node);
    void remove(uint64_t id);
    void move(uint64_t id, int direction);
    void turnOver(uint64_t id);

    PluginDesk& m_desk;
    PlayerController& m_player;
    PresetBar* m_bar;
    ChainList* m_list;
    QPushButton* m_add;
    QPushButton* m_remove;
    QMenu* m_menu;
    QStackedLayout* m_stack;
    QWidget* m_chain;
    EmptyState* m_empty;     ///< there is nothing to add
    EmptyState* m_untouched; ///< nothing was added
    QStackedLayout* m_right;
    NodePanel* m_panel;
};

} // namespace stellatune
