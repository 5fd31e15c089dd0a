// What can be set of the plugin's sink that sound goes to: its target, and its own settings. Takes effect at
// once; hidden where sound goes to a device.
#pragma once

#include "engine/output/sink_address.h"
#include "engine/output/sink_state.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;

namespace stellatune {

class ConfigForm;
class PlayerController;
class PluginDesk;

class SinkForm : public QWidget {
    Q_OBJECT

  public:
    /// Both outlive the form.
    SinkForm(PlayerController& player, const PluginDesk& plugins, QWidget* parent = nullptr);

  protected:
    /// Targets come and go while nobody looks.
    void showEvent(QShowEvent* event) override;

  private:
    void showSettings();
    void askForTargets();
    void takeTargets(const SinkTargets& targets, const QString& error);
    void takeOutcome(const SinkOutcome& outcome);
    void fillTargets();
    void chooseTarget();
    void applyConfig(const std::string& config);

    PlayerController& m_player;
    const PluginDesk& m_plugins;
    QLabel* m_title;
    QWidget* m_targetRow;
    QComboBox* m_target;
    QLabel* m_trouble;
    ConfigForm* m_config;
    std::optional<SinkAddress> m_sink; ///< on show
    bool m_isAvailable = false;        ///< its plugin can be asked
    bool m_isAnswered = false;
    std::vector<SinkTarget> m_targets;
};

} // namespace stellatune
