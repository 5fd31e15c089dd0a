// One effect: how it is, what it does to each frequency, and its settings.
#pragma once

#include "engine/dsp/dsp_spec.h"
#include "engine/dsp/dsp_state.h"

#include <QScrollArea>

#include <memory>
#include <optional>
#include <string>

class QLabel;

namespace stellatune {

class LiveConfigForm;
class NoticeBox;
class PlayerController;
class PluginDesk;
class ResponseMeter;
class ResponseView;
struct CapabilityMetadata;
struct WorkerEndpoint;

class NodePanel : public QScrollArea {
    Q_OBJECT

  public:
    NodePanel(PluginDesk& desk, PlayerController& player, QWidget* parent = nullptr);

    /// 0: none, and nothing to be seen. What the user changed and is not told yet is told first.
    void showNode(uint64_t id);
    /// Anything about it may have changed.
    void refresh();
    /// What is edited and still waits is set.
    void finish();
    /// Among those of the plugins that are installed; null when it is not.
    static const CapabilityMetadata* typeOf(const PluginDesk& desk, const DspNodeSpec& node);
    /// As people call it.
    static QString nameOf(const PluginDesk& desk, const PlayerController& player, const DspNodeSpec& node);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    const DspNodeSpec* node() const;
    void measure();
    void putConfig(const std::string& config);
    void answer(const DspNodeOutcome& outcome);

    PluginDesk& m_desk;
    PlayerController& m_player;
    QLabel* m_name;
    QLabel* m_origin;
    NoticeBox* m_trouble;
    ResponseView* m_curve;
    LiveConfigForm* m_form;
    ResponseMeter* m_meter;
    std::shared_ptr<WorkerEndpoint> m_endpoint; ///< of the type that is measured
    std::optional<std::string> m_measured;      ///< the settings it is measured with

    uint64_t m_id = 0;
};

} // namespace stellatune
