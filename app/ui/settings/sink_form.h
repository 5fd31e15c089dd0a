// What can be set of the plugin's sink that sound goes to: its target, and its own settings. Takes effect at
// once; hidden where sound goes to a device.
#pragma once

#include "engine/output/sink_address.h"
#include "engine/output/sink_state.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;

namespace stellatune {

class LiveConfigForm;
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
    void putConfig(const std::string& config);

    PlayerController& m_player;
    const PluginDesk& m_plugins;
    QLabel* m_title;
    QWidget* m_targetRow;
    QComboBox* m_target;
    QLabel* m_trouble;
    LiveConfigForm* m_config;
    std::optional<SinkAddress> m_sink; ///< on show
    bool m_isAvailable = false;        ///< its plugin can be asked
    bool m_isAnswered = false;
    bool m_isAsked = false;      ///< for its targets
    bool m_isAskedAgain = false; ///< before it answered
    std::vector<SinkTarget> m_targets;
    QList<std::pair<QString, QString>> m_shownTargets; ///< names and ids
    QTimer m_settled; ///< targets may depend on settings, but are not asked for while a slider is dragged
};

} // namespace stellatune
