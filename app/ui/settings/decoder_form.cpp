#include "app/ui/settings/decoder_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/config_form.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/settings/plugin_texts.h"
#include "app/ui/settings/plugin_type.h"
#include "pluginhost/runtime/usable_plugin.h"

#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

#include <utility>

namespace stellatune {

DecoderForm::DecoderForm(PlayerController& player, const PluginDesk& plugins, QWidget* parent)
    : QScrollArea(parent), m_player(player), m_plugins(plugins),
      m_settings({[this](const std::string& config) { m_player.setDecoderConfig(m_type, config); },
                  [this](bool isMadeAnew) {
                      m_outcome->setText(isMadeAnew ? tr("In use, made anew.") : tr("In use."));
                  },
                  [this](const QString& reason) {
                      m_config->showRefusal(reason.isEmpty() ? tr("The decoder does not take this.")
                                                             : reason);
                      m_outcome->setText(tr("The settings before are in use."));
                  }})
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
    m_config = new ConfigForm(sheet);
    m_outcome = makeQuietLabel("decoderOutcome", {}, sheet);
    auto* layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(8, 8, 16, 0);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_config);
    layout->addWidget(m_outcome);
    layout->addStretch();
    setWidget(sheet);
    hide();

    connect(m_config, &ConfigForm::changed, this, [this](const std::string& config) {
        m_outcome->setText({});
        m_settings.want(config);
    });
    connect(&player, &PlayerController::settingsChanged, this, &DecoderForm::showSettings);
    connect(&player, &PlayerController::decoderConfigured, this, [this](const DecoderOutcome& outcome) {
        if (outcome.type == m_type)
            m_settings.answer(outcome.outcome);
    });
    connect(&plugins, &PluginDesk::changed, this, &DecoderForm::showSettings);
}

void DecoderForm::showType(const DecoderCandidate& type)
{
    if (type == m_type)
        return;
    m_config->flush();
    m_settings.finish();
    m_type = type;
    m_isNew = true;
    m_outcome->setText({});
    verticalScrollBar()->setValue(0);
    showSettings();
}

void DecoderForm::hideEvent(QHideEvent* event)
{
    m_config->flush();
    m_settings.finish();
    QScrollArea::hideEvent(event);
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
        m_isNew = true;
        return;
    }
    m_title->setText(typeName(*type));
    // What the user is at, or was refused, stays until the settings are others than that leads to.
    const std::string config = configInUse();
    const bool isNew = std::exchange(m_isNew, false) || type->configSchema != m_config->schema();
    if (isNew || (!m_settings.isBusy() && config != m_settings.good())) {
        m_settings.start(config);
        m_config->present(type->configSchema, type->defaultConfig, config);
    }
    setVisible(!m_config->isEmpty());
}

} // namespace stellatune
