// The page of the settings where effects are chained and set.
#pragma once

#include "app/ui/settings/chain_list.h"
#include "engine/dsp/dsp_spec_edits.h"

#include <QWidget>

#include <vector>

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
class WrappedLabel;

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
    /// Undo brings back what was removed.
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Removed {
        DspNodeSpec node;
        DspPosition position;
        QString name;
    };

    QWidget* makeChain();
    void showContent();
    void showMenu();
    ChainRow rowOf(const DspNodeSpec& node) const;
    void add(const DspNodeSpec& node);
    void remove(uint64_t id);
    void undoRemove();
    void showUndo();
    void move(uint64_t id, int direction);
    void turnOver(uint64_t id);

    PluginDesk& m_desk;
    PlayerController& m_player;
    PresetBar* m_bar;
    ChainList* m_list;
    QPushButton* m_add;
    QPushButton* m_remove;
    WrappedLabel* m_advice; ///< or what was removed
    QPushButton* m_undo;
    std::vector<Removed> m_removed; ///< last one at the end, until a preset takes the place of all
    QMenu* m_menu;
    QStackedLayout* m_stack;
    QWidget* m_chain;
    EmptyState* m_empty;     ///< there is nothing to add
    EmptyState* m_untouched; ///< nothing was added
    QStackedLayout* m_right;
    NodePanel* m_panel;
};

} // namespace stellatune
