// What can be set of one decoder of a plugin. Takes effect at once, also in the track that plays.
#pragma once

#include "app/ui/settings/config_conversation.h"
#include "engine/decode/decoder_config.h"

#include <QScrollArea>

#include <string>

class QLabel;

namespace stellatune {

class ConfigForm;
class PlayerController;
class PluginDesk;
struct CapabilityMetadata;

/// Hidden where there is nothing to set.
class DecoderForm : public QScrollArea {
    Q_OBJECT

  public:
    /// Both outlive the form.
    DecoderForm(PlayerController& player, const PluginDesk& plugins, QWidget* parent = nullptr);

    /// What the user changed of the one before and is not told yet is told first.
    void showType(const DecoderCandidate& type);

  protected:
    void hideEvent(QHideEvent* event) override;

  private:
    const CapabilityMetadata* typeOnShow() const;
    std::string configInUse() const;
    void showSettings();

    PlayerController& m_player;
    const PluginDesk& m_plugins;
    QLabel* m_title;
    ConfigForm* m_config;
    QLabel* m_outcome;
    DecoderCandidate m_type; ///< on show
    bool m_isNew = true;     ///< the form has not shown it yet
    ConfigConversation m_settings;
};

} // namespace stellatune
