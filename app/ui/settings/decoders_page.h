// The page of the settings that tells who plays which files, lets the user put that in another order, and has
// the settings of each.
#pragma once

#include "app/ui/settings/decoder_rows.h"
#include "app/ui/settings/plugin_desk.h"

#include <QWidget>

#include <vector>

class QLabel;
class QListWidget;
class QPushButton;

namespace stellatune {

class DecoderForm;
class EmptyState;
class PlayerController;

class DecodersPage : public QWidget {
    Q_OBJECT

  public:
    DecodersPage(PluginDesk& desk, PlayerController& player, QWidget* parent = nullptr);

  protected:
    /// Alt+Up and Alt+Down in the list of decoders.
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeLists();
    void makeButtons();
    void showExtensions();
    void showRows();
    void showButtons();
    void showForm();
    void move(int steps);
    /// The user put the rows into the order in which they stand.
    void takeOrder();
    std::string extension() const;
    const std::vector<std::string>* ownOrder() const;

    PluginDesk& m_desk;
    QListWidget* m_extensions;
    QLabel* m_title;
    QListWidget* m_decoders;
    QPushButton* m_up;
    QPushButton* m_down;
    QPushButton* m_automatic;
    DecoderForm* m_form;
    QWidget* m_choices;
    EmptyState* m_nothing;
    std::vector<DecoderRow> m_rows; ///< on show
};

} // namespace stellatune
