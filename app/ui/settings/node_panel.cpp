#include "app/ui/settings/node_panel.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/live_config_form.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/settings/plugin_texts.h"
#include "app/ui/settings/plugin_type.h"
#include "app/ui/settings/response_meter.h"
#include "app/ui/settings/response_view.h"
#include "engine/dsp/dsp_spec_edits.h"

#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

const DspNodeState* stateOf(const PlayerController& player, uint64_t id)
{
    const auto& states = player.dspNodes();
    const auto found = std::find_if(states.begin(), states.end(),
                                    [id](const DspNodeState& state) { return state.id == id; });
    return found == states.end() ? nullptr : &*found;
}

bool isSame(const WorkerEndpoint& endpoint, const DspNodeSpec& node)
{
    return endpoint.pluginId == node.pluginId && endpoint.typeId == node.typeId;
}

} // namespace

const CapabilityMetadata* NodePanel::typeOf(const PluginDesk& desk, const DspNodeSpec& node)
{
    const PluginStatus* plugin = desk.find(node.pluginId);
    return plugin == nullptr ? nullptr : findType(*plugin, CapabilityKind::Dsp, node.typeId);
}

QString NodePanel::nameOf(const PluginDesk& desk, const PlayerController& player, const DspNodeSpec& node)
{
    const CapabilityMetadata* type = typeOf(desk, node);
    if (type != nullptr)
        return typeName(*type);
    const DspNodeState* state = stateOf(player, node.id);
    return QString::fromStdString(state != nullptr && !state->name.empty() ? state->name : node.typeId);
}

NodePanel::NodePanel(PluginDesk& desk, PlayerController& player, QWidget* parent)
    : QScrollArea(parent), m_desk(desk), m_player(player), m_meter(new ResponseMeter(this))
{
    setObjectName(QStringLiteral("nodePanel"));
    setAccessibleName(tr("Settings of the effect"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* sheet = new QWidget;
    sheet->setBackgroundRole(QPalette::Base);
    m_name = makeHeadline("nodeName", {}, sheet);
    m_origin = makeQuietLabel("nodeOrigin", {}, sheet);
    m_trouble = new NoticeBox("nodeTrouble", NoticeBox::Dismissable::No, sheet);
    m_curve = new ResponseView(sheet);
    m_form = new LiveConfigForm(
        tr("The effect does not take this."), [this](const std::string& config) { putConfig(config); },
        sheet);

    auto* head = new QVBoxLayout;
    head->setSpacing(4);
    head->addWidget(m_name);
    head->addWidget(m_origin);
    auto* layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(24, 0, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(head);
    layout->addWidget(m_trouble);
    layout->addWidget(m_curve);
    layout->addWidget(m_form);
    layout->addStretch();
    setWidget(sheet);

    connect(m_meter, &ResponseMeter::measured, m_curve, &ResponseView::setResponse);
    connect(&player, &PlayerController::dspConfigured, this, &NodePanel::answer);
}

const DspNodeSpec* NodePanel::node() const
{
    return findNode(m_player.dsp(), m_id);
}

void NodePanel::showNode(uint64_t id)
{
    if (id == m_id)
        return;
    m_form->finish();
    m_form->startOver();
    m_id = id;
    m_endpoint.reset();
    m_meter->stop();
    m_curve->setResponse(std::nullopt);
    const DspNodeSpec* shown = node();
    widget()->setVisible(shown != nullptr);
    verticalScrollBar()->setValue(0);
    refresh();
}

void NodePanel::refresh()
{
    const DspNodeSpec* shown = node();
    if (shown == nullptr)
        return;
    const PluginStatus* plugin = m_desk.find(shown->pluginId);
    const CapabilityMetadata* type = typeOf(m_desk, *shown);
    m_name->setText(nameOf(m_desk, m_player, *shown));
    m_origin->setText(
        plugin == nullptr
            ? QString::fromStdString(shown->pluginId)
            : tr("%1 %2").arg(pluginName(*plugin), QString::fromStdString(plugin->metadata.info.version)));
    const DspNodeState* state = stateOf(m_player, m_id);
    using Status = DspNodeState::Status;
    const bool isTrouble =
        state != nullptr && (state->status == Status::Missing || state->status == Status::Unsupported ||
                             state->status == Status::Faulty || !state->detail.empty());
    QString trouble = isTrouble ? QString::fromStdString(state->detail) : QString();
    if (isTrouble && state->status == Status::Missing && plugin == nullptr)
        trouble = tr("The plugin %1 is not installed.").arg(QString::fromStdString(shown->pluginId));
    else if (isTrouble && state->status == Status::Missing && plugin->state == PluginStatus::State::Disabled)
        trouble = tr("The plugin %1 is switched off.").arg(pluginName(*plugin));
    if (isTrouble && state->status == Status::Missing)
        trouble += tr(" The music goes past it. Its settings are kept until you remove it.");
    else if (isTrouble && (state->status == Status::Faulty || state->status == Status::Unsupported))
        trouble += tr(" The music goes past it.");
    if (isTrouble && state->faults > 1)
        trouble += tr(" It failed %1 times since it is in the chain.").arg(state->faults);
    m_trouble->setText(trouble);
    m_form->present(type == nullptr ? std::string() : type->configSchema,
                    type == nullptr ? std::string() : type->defaultConfig, shown->config);
    measure();
}

void NodePanel::measure()
{
    const DspNodeSpec* shown = node();
    PluginRuntimeCoordinator* coordinator = m_desk.coordinator();
    if (shown == nullptr || coordinator == nullptr || !isVisible() || typeOf(m_desk, *shown) == nullptr) {
        m_endpoint.reset();
        m_measured.reset();
        m_meter->stop();
        m_curve->setResponse(std::nullopt);
        return;
    }
    if (m_endpoint == nullptr || !isSame(*m_endpoint, *shown)) {
        m_endpoint = std::make_shared<WorkerEndpoint>(coordinator->registry().bind(
            shown->pluginId, CapabilityKind::Dsp, shown->typeId, m_meter->waker()));
        m_measured.reset();
    }
    if (m_measured == shown->config)
        return;
    m_measured = shown->config;
    m_meter->measure(m_endpoint, shown->config);
}

void NodePanel::finish()
{
    m_form->finish();
}

void NodePanel::putConfig(const std::string& config)
{
    DspSpec spec = m_player.dsp();
    DspNodeSpec* shown = findNode(spec, m_id);
    if (shown == nullptr)
        return;
    shown->config = config;
    m_player.setDsp(spec);
}

void NodePanel::answer(const DspNodeOutcome& outcome)
{
    if (outcome.id == m_id)
        m_form->answer(outcome.outcome);
}

void NodePanel::showEvent(QShowEvent* event)
{
    QScrollArea::showEvent(event);
    measure();
}

void NodePanel::hideEvent(QHideEvent* event)
{
    QScrollArea::hideEvent(event);
    measure();
}

} // namespace stellatune
