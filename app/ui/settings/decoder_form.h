// What can be set of one decoder of a plugin. Takes effect at once, also in the track that plays.
#pragma once

#include "engine/decode/decoder_config.h"

#include <QScrollArea>

#include <string>

class QLabel;

namespace stellatune {

class LiveConfigForm;
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

  private:
    const CapabilityMetadata* typeOnShow() const;
    std::string configInUse() const;
    void showSettings();

    PlayerController& m_player;
    const PluginDesk& m_plugins;
    QLabel* m_title;
    LiveConfigForm* m_config;
    DecoderCandidate m_type; ///< on show
};

} // namespace stellatune
