#include "app/ui/settings/sink_form.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/form_fields.h"
#include "app/ui/settings/live_config_form.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/settings/plugin_texts.h"
#include "app/ui/settings/plugin_type.h"
#include "pluginhost/runtime/usable_plugin.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kSettleMs = 500;

const CapabilityMetadata* typeOf(const PluginStatus* plugin, const SinkAddress& sink)
{
    if (plugin == nullptr || !isUsable(*plugin))
        return nullptr;
    return findType(*plugin, CapabilityKind::Output, sink.typeId);
}

bool isSame(const std::optional<SinkAddress>& sink, const std::string& pluginId, const std::string& typeId)
{
    return sink && sink->pluginId == pluginId && sink->typeId == typeId;
}

} // namespace

SinkForm::SinkForm(PlayerController& player, const PluginDesk& plugins, QWidget* parent)
    : QWidget(parent), m_player(player), m_plugins(plugins), m_title(makeSectionTitle("sinkTitle", {}, this)),
      m_targetRow(new QWidget(this)), m_target(new QComboBox(m_targetRow)),
      m_trouble(makeQuietLabel("sinkTrouble", {}, m_targetRow)),
      m_config(new LiveConfigForm(
          tr("The output does not take this."), [this](const std::string& config) { putConfig(config); },
          this))
{
    setObjectName(QStringLiteral("sinkForm"));
    QFormLayout* form = makeFieldForm();
    addField(*form, m_target, "sinkTarget", tr("Target"));
    m_target->setMaximumWidth(QWIDGETSIZE_MAX); // it may be a path
    form->addRow(static_cast<QWidget*>(nullptr), m_trouble);
    m_target->view()->setTextElideMode(Qt::ElideMiddle);
    m_targetRow->setLayout(form);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_targetRow);
    layout->addWidget(m_config);
    connect(m_target, &QComboBox::currentIndexChanged, this, &SinkForm::chooseTarget);
    m_settled.setSingleShot(true);
    m_settled.setInterval(kSettleMs);
    connect(&m_settled, &QTimer::timeout, this, &SinkForm::askForTargets);
    connect(m_config, &LiveConfigForm::edited, &m_settled, qOverload<>(&QTimer::start));
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
    m_title->setText(typeName(*type));
    const bool isNew = isOther || !wasAvailable;
    if (isNew)
        m_config->startOver();
    m_config->present(type->configSchema, type->defaultConfig, m_player.output().sinkConfig);
    if (isNew) {
        m_targets.clear();
        m_isAnswered = m_isAsked = m_isAskedAgain = false;
        m_trouble->hide();
        askForTargets();
    }
    fillTargets();
}

void SinkForm::askForTargets()
{
    if (!m_sink || !m_isAvailable)
        return;
    m_isAskedAgain = std::exchange(m_isAsked, true);
    if (!m_isAskedAgain)
        m_player.requestSinkTargets(m_sink->pluginId, m_sink->typeId, m_player.output().sinkConfig);
}

void SinkForm::takeTargets(const SinkTargets& targets, const QString& error)
{
    if (!isSame(m_sink, targets.pluginId, targets.typeId))
        return;
    m_isAnswered = true;
    m_isAsked = false;
    if (std::exchange(m_isAskedAgain, false))
        askForTargets();
    m_targets = targets.targets;
    m_trouble->setText(error);
    m_trouble->setVisible(!error.isEmpty());
    fillTargets();
}

void SinkForm::fillTargets()
{
    QList<std::pair<QString, QString>> shown;
    for (const SinkTarget& target : m_targets) {
        const QString name = QString::fromStdString(target.name.empty() ? target.id : target.name);
        shown.append(
            {target.isDefault ? tr("%1 (default)").arg(name) : name, QString::fromStdString(target.id)});
    }
    const auto byDefault = std::find_if(m_targets.begin(), m_targets.end(),
                                        [](const SinkTarget& target) { return target.isDefault; });
    const bool hasDefault = byDefault != m_targets.end();
    if (!hasDefault)
        shown.prepend({m_isAnswered ? tr("Default") : tr("Looking\u2026"), QString()});
    const QString chosen =
        QString::fromStdString(m_sink->target.empty() && hasDefault ? byDefault->id : m_sink->target);
    if (std::none_of(shown.begin(), shown.end(), [&](const auto& one) { return one.second == chosen; }))
        shown.append({m_isAnswered ? tr("%1, not there").arg(chosen) : chosen, chosen});
    const QSignalBlocker quiet(m_target);
    if (m_shownTargets != shown) { // else it may be open
        m_shownTargets = shown;
        m_target->clear();
        for (const auto& [name, id] : shown) {
            m_target->addItem(name, id);
            m_target->setItemData(m_target->count() - 1, name, Qt::ToolTipRole);
        }
    }
    m_target->setCurrentIndex(m_target->findData(chosen));
    m_target->setToolTip(m_target->currentText()); // it may be shortened
    m_target->setEnabled(m_target->count() > 1);
}

void SinkForm::chooseTarget()
{
    OutputSettings output = m_player.output();
    m_sink->target = m_target->currentData().toString().toStdString();
    output.device = choiceOf(*m_sink);
    m_player.setOutput(output);
}

void SinkForm::putConfig(const std::string& config)
{
    if (!m_sink)
        return; // sound goes elsewhere by now
    OutputSettings output = m_player.output();
    output.sinkConfig = config;
    m_player.setOutput(output);
}

void SinkForm::takeOutcome(const SinkOutcome& outcome)
{
    if (isSame(m_sink, outcome.pluginId, outcome.typeId))
        m_config->answer(outcome.outcome);
}

} // namespace stellatune
