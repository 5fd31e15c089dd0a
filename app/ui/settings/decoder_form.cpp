#include "app/ui/settings/decoder_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/live_config_form.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/settings/plugin_texts.h"
#include "app/ui/settings/plugin_type.h"
#include "pluginhost/runtime/usable_plugin.h"

#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

namespace stellatune {

DecoderForm::DecoderForm(PlayerController& player, const PluginDesk& plugins, QWidget* parent)
    : QScrollArea(parent), m_player(player), m_plugins(plugins)
{
    setObjectName(QStringLiteral("decoderForm"));
    setAccessibleName(tr("Settings of the decoder"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // what is in it can be reached
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* sheet = new QWidget;
    sheet->setBackgroundRole(QPalette::Base);
    m_title = makeSectionTitle("decoderTitle", {}, sheet);
    m_config = new LiveConfigForm(
        tr("The decoder does not take this."),
        [this](const std::string& config) { m_player.setDecoderConfig(m_type, config); }, sheet);
    auto* layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(8, 8, 16, 0);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_config);
    layout->addStretch();
    setWidget(sheet);
    hide();

    connect(&player, &PlayerController::settingsChanged, this, &DecoderForm::showSettings);
    connect(&player, &PlayerController::decoderConfigured, this, [this](const DecoderOutcome& outcome) {
        if (outcome.type == m_type)
            m_config->answer(outcome.outcome);
    });
    connect(&plugins, &PluginDesk::changed, this, &DecoderForm::showSettings);
}

void DecoderForm::showType(const DecoderCandidate& type)
{
    if (type == m_type)
        return;
    m_config->finish();
    m_config->startOver();
    m_type = type;
    verticalScrollBar()->setValue(0);
    showSettings();
}

/// Null when its plugin cannot be used.
const CapabilityMetadata* DecoderForm::typeOnShow() const
{
    const PluginStatus* plugin = m_type.isBuiltIn() ? nullptr : m_plugins.find(m_type.pluginId);
    if (plugin == nullptr || !isUsable(*plugin))
        return nullptr;
    return findType(*plugin, CapabilityKind::Decoder, m_type.typeId);
}

std::string DecoderForm::configInUse() const
{
    const auto known = m_player.decoderConfigs().find(m_type.name());
    return known != m_player.decoderConfigs().end() ? known->second : std::string();
}

void DecoderForm::showSettings()
{
    const CapabilityMetadata* type = typeOnShow();
    if (type == nullptr) {
        hide();
        m_config->startOver();
        return;
    }
    m_title->setText(typeName(*type));
    m_config->present(type->configSchema, type->defaultConfig, configInUse());
    setVisible(!m_config->isEmpty());
}

} // namespace stellatune
