#include "app/ui/settings/sink_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/config_form.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/form_fields.h"
#include "app/ui/settings/plugin_desk.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

const CapabilityMetadata* typeOf(const PluginStatus* plugin, const SinkAddress& sink)
{
    if (plugin == nullptr || !plugin->desired.enabled || plugin->state == PluginStatus::State::Failed ||
        plugin->state == PluginStatus::State::Leaving)
        return nullptr;
    const auto& types = plugin->metadata.capabilities;
    const auto found = std::find_if(types.begin(), types.end(), [&sink](const CapabilityMetadata& type) {
        return type.kind == CapabilityKind::Output && type.typeId == sink.typeId;
    });
    return found == types.end() ? nullptr : &*found;
}

bool isSame(const std::optional<SinkAddress>& sink, const std::string& pluginId, const std::string& typeId)
{
    return sink && sink->pluginId == pluginId && sink->typeId == typeId;
}

} // namespace

SinkForm::SinkForm(PlayerController& player, const PluginDesk& plugins, QWidget* parent)
    : QWidget(parent), m_player(player), m_plugins(plugins), m_title(makeSectionTitle("sinkTitle", {}, this)),
      m_targetRow(new QWidget(this)), m_target(new QComboBox(m_targetRow)),
      m_trouble(makeQuietLabel("sinkTrouble", {}, this)), m_config(new ConfigForm(this))
{
    setObjectName(QStringLiteral("sinkForm"));
    QFormLayout* form = makeFieldForm();
    addField(*form, m_target, "sinkTarget", tr("Target"));
    m_targetRow->setLayout(form);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_targetRow);
    layout->addWidget(m_trouble);
    layout->addWidget(m_config);
    connect(m_target, &QComboBox::currentIndexChanged, this, &SinkForm::chooseTarget);
    connect(m_config, &ConfigForm::changed, this, &SinkForm::applyConfig);
    connect(&player, &PlayerController::settingsChanged, this, &SinkForm::showSettings);
    connect(&player, &PlayerController::sinkTargetsListed, this, &SinkForm::takeTargets);
    connect(&player, &PlayerController::sinkConfigured, this, &SinkForm::takeOutcome);
    connect(&plugins, &PluginDesk::changed, this, &SinkForm::showSettings);
    showSettings();
}

void SinkForm::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    askForTargets();
}

void SinkForm::showSettings()
{
    const std::optional<SinkAddress> sink = sinkAddressOf(m_player.output().device);
    const bool isOther = sink && !isSame(m_sink, sink->pluginId, sink->typeId);
    m_sink = sink;
    const CapabilityMetadata* type = sink ? typeOf(m_plugins.find(sink->pluginId), *sink) : nullptr;
    const bool wasAvailable = std::exchange(m_isAvailable, type != nullptr);
    setVisible(m_isAvailable);
    if (type == nullptr)
        return;
    m_title->setText(QString::fromStdString(type->displayName.empty() ? type->typeId : type->displayName));
    m_config->present(type->configSchema, type->defaultConfig, m_player.output().sinkConfig);
    m_config->setVisible(!m_config->isEmpty());
    if (isOther || !wasAvailable) {
        m_targets.clear();
        m_isAnswered = false;
        m_trouble->hide();
        askForTargets();
    }
    fillTargets();
}

void SinkForm::askForTargets()
{
    if (m_sink && m_isAvailable)
        m_player.requestSinkTargets(m_sink->pluginId, m_sink->typeId, m_player.output().sinkConfig);
}

void SinkForm::takeTargets(const SinkTargets& targets, const QString& error)
{
    if (!isSame(m_sink, targets.pluginId, targets.typeId))
        return;
    m_isAnswered = true;
    m_targets = targets.targets;
    m_trouble->setText(error);
    m_trouble->setVisible(!error.isEmpty());
    fillTargets();
}

void SinkForm::fillTargets()
{
    const QSignalBlocker quiet(m_target);
    m_target->clear();
    for (const SinkTarget& target : m_targets) {
        const QString name = QString::fromStdString(target.name.empty() ? target.id : target.name);
        m_target->addItem(target.isDefault ? tr("%1 (default)").arg(name) : name,
                          QString::fromStdString(target.id));
    }
    const auto byDefault = std::find_if(m_targets.begin(), m_targets.end(),
                                        [](const SinkTarget& target) { return target.isDefault; });
    const bool hasDefault = byDefault != m_targets.end();
    if (!hasDefault)
        m_target->insertItem(0, m_isAnswered ? tr("Default") : tr("Looking\u2026"), QString());
    const QString chosen =
        QString::fromStdString(m_sink->target.empty() && hasDefault ? byDefault->id : m_sink->target);
    if (m_target->findData(chosen) < 0)
        m_target->addItem(m_isAnswered ? tr("%1, not there").arg(chosen) : chosen, chosen);
    m_target->setCurrentIndex(m_target->findData(chosen));
    m_target->setEnabled(m_target->count() > 1);
}

void SinkForm::chooseTarget()
{
    OutputSettings output = m_player.output();
    m_sink->target = m_target->currentData().toString().toStdString();
    output.device = choiceOf(*m_sink);
    m_player.setOutput(output);
}

void SinkForm::applyConfig(const std::string& config)
{
    OutputSettings output = m_player.output();
    output.sinkConfig = config;
    m_player.setOutput(output);
    askForTargets(); // which may depend on it
}

void SinkForm::takeOutcome(const SinkOutcome& outcome)
{
    if (!isSame(m_sink, outcome.pluginId, outcome.typeId))
        return;
    const UpdateOutcome::Status status = outcome.outcome.status;
    if (status == UpdateOutcome::Status::Rejected || status == UpdateOutcome::Status::Failed)
        m_config->showRefusal(QString::fromStdString(outcome.outcome.detail));
}

} // namespace stellatune
