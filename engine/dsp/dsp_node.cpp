#include "engine/dsp/dsp_node.h"

#include "engine/audio/speaker_mask.h"
#include "pluginapi/abi/status.h"
#include "pluginhost/base/log.h"
#include "pluginhost/lease/plugin_status.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "dsp";

using Status = DspNodeState::Status;

WorkerEndpoint bindEndpoint(const DspNodeSpec& spec, const DspPlugins& plugins, std::function<void()> wake)
{
    if (plugins.bind)
        return plugins.bind(spec.pluginId, spec.typeId, std::move(wake));
    auto acquire = [id = spec.pluginId]() -> Result<std::shared_ptr<const ModuleLease>> {
        return Error{ErrorCode::NotFound, kDomain, fmt::format("There is no plugin {} here.", id)};
    };
    return {spec.pluginId, CapabilityKind::Dsp, spec.typeId, std::move(acquire),
            std::make_shared<WorkerMailbox>()};
}

StDspFormat interfaceFormat(const AudioFormat& format)
{
    StDspFormat wanted{};
    wanted.struct_size = sizeof wanted;
    wanted.sample_rate = format.sampleRate;
    wanted.channels = format.channels();
    wanted.channel_mask = speakerMask(format.layout);
    wanted.max_frames = DspStage::kMaxFrames;
    return wanted;
}

std::string describe(const AudioFormat& format)
{
    return fmt::format("{} at {} Hz", format.layout.name(), format.sampleRate);
}

} // namespace

std::string_view nameOf(DspNodeState::Status status)
{
    switch (status) {
    case Status::Active:
        return "active";
    case Status::Bypassed:
        return "bypassed";
    case Status::Waiting:
        return "waiting";
    case Status::Missing:
        return "missing";
    case Status::Unsupported:
        return "unsupported";
    case Status::Faulty:
        return "faulty";
    }
    return "unknown";
}

/// Latency and tail may be others now.
Result<void> DspNode::Seat::applyConfig(const std::string& config)
{
    if (Result<void> applied = m_instance->applyConfig(config); !applied)
        return applied;
    return m_instance->refreshInfo();
}

DspNode::DspNode(DspNodeSpec spec, const DspPlugins& plugins, std::function<void()> wake)
    : m_spec(std::move(spec)), m_endpoint(bindEndpoint(m_spec, plugins, std::move(wake))),
      m_controller([this](const std::string& config) { return makeSeat(config); }, m_spec.config),
      m_name(m_spec.typeId)
{
    renew(); // says what there is of the plugin, though nothing can be made without a format
}

void DspNode::setFormat(const AudioFormat& format)
{
    if (m_format == format)
        return;
    m_format = format;
    renew();
}

void DspNode::forgetPast()
{
    const std::shared_ptr<DspInstance> instance = this->instance();
    if (instance == nullptr)
        return;
    if (const int32_t status = instance->reset(); status != ST_OK)
        blame({instance, fmt::format("could not be reset: {}", describeStatus(status))});
}

void DspNode::renew()
{
    m_controller.renew();
    carryOut();
}

void DspNode::change(const DspNodeSpec& spec)
{
    const std::shared_ptr<DspInstance> before = heard();
    m_spec.bypassed = spec.bypassed;
    if (m_spec.config != spec.config) {
        m_spec.config = spec.config;
        changeConfig();
    }
    // One that heard nothing for a while shall not go on where it stopped.
    if (before == nullptr && heard() != nullptr)
        forgetPast();
}

void DspNode::changeConfig()
{
    const std::shared_ptr<DspInstance> instance = this->instance();
    const uint64_t latency = instance != nullptr ? instance->info().latency : 0;
    UpdateOutcome outcome = m_controller.changeConfig(m_spec.config);
    const bool applied = outcome.status == UpdateOutcome::Status::Applied;
    tell(std::move(outcome));
    if (applied)
        m_fault.clear();
    // What is on its way through the instance is out of step now, so another one starts in step.
    if (instance != nullptr && instance->info().latency != latency)
        m_controller.renew();
    carryOut();
}

void DspNode::attend()
{
    if (const std::optional<WorkerControl> control = m_endpoint.mailbox->takeLatest())
        m_controller.tell(*control);
    carryOut();
}

void DspNode::carryOut()
{
    const std::shared_ptr<DspInstance> before = instance();
    while (std::optional<UpdateOutcome> outcome = m_controller.applyPending()) {
        if (outcome->status == UpdateOutcome::Status::Destroyed)
            static_cast<void>(reach()); // to know why it is not there
        else if (before != nullptr)
            tell(std::move(*outcome));
    }
    if (before == instance())
        return;
    m_fault.clear();
    m_cost.clear();
}

void DspNode::tell(UpdateOutcome outcome)
{
    takeBackRefused(m_spec.config, outcome);
    m_outcomes.push_back({m_spec.id, m_spec.pluginId, m_spec.typeId, std::move(outcome)});
}

Error DspNode::absent(Status status, Error why)
{
    m_absence = status;
    m_absenceDetail = why.message;
    return why;
}

Error DspNode::unfit(std::string why)
{
    return absent(Status::Unsupported, {ErrorCode::Unsupported, kDomain, std::move(why)});
}

/// The plugin as it is now; else it is known afterwards why there is no instance.
Result<std::shared_ptr<const ModuleLease>> DspNode::reach()
{
    Result<std::shared_ptr<const ModuleLease>> lease = m_endpoint.acquire();
    if (!lease)
        return absent(lease.error().code == ErrorCode::Busy ? Status::Waiting : Status::Missing,
                      lease.error());
    const ModuleCapability* type = (*lease)->library().find(CapabilityKind::Dsp, m_spec.typeId);
    if (type == nullptr)
        return absent(Status::Missing,
                      {ErrorCode::NotFound, kDomain,
                       fmt::format("The plugin {} has no type {}.", m_spec.pluginId, m_spec.typeId)});
    m_name = type->displayName;
    if (!m_format)
        return absent(Status::Waiting, {ErrorCode::Busy, kDomain, {}});
    return lease;
}

Result<std::unique_ptr<DspNode::Seat>> DspNode::makeSeat(const std::string& config)
{
    Result<std::shared_ptr<const ModuleLease>> lease = reach();
    if (!lease)
        return lease.error();
    const StDspFormat format = interfaceFormat(*m_format);
    if (!DspInstance::supports(**lease, m_spec.typeId, format))
        return unfit(fmt::format("{} does not take {}.", m_name, describe(*m_format)));
    Result<std::unique_ptr<DspInstance>> made =
        DspInstance::create(std::move(*lease), m_spec.typeId, format, config);
    if (!made)
        return absent(made.error().code == ErrorCode::Unsupported ? Status::Unsupported : Status::Faulty,
                      made.error());
    const StDspInfo& info = (*made)->info();
    if (info.output_channels != format.channels)
        return unfit(fmt::format("{} makes {} channels of {}; in a chain they must be as many.", m_name,
                                 info.output_channels, format.channels));
    if (info.latency > uint64_t{m_format->sampleRate} * DspStage::kLongestLatency.count())
        return unfit(fmt::format("{} reports a latency of {} frames; up to {} s are possible.", m_name,
                                 info.latency, DspStage::kLongestLatency.count()));
    return std::make_unique<Seat>(std::move(*made), *m_format);
}

std::shared_ptr<DspInstance> DspNode::instance() const
{
    // One that stayed because none could be made for another format is not used.
    const Seat* seat = m_controller.instance();
    return seat != nullptr && m_format == seat->format() ? seat->instance() : nullptr;
}

std::shared_ptr<DspInstance> DspNode::heard() const
{
    return m_spec.bypassed || !m_fault.empty() ? nullptr : instance();
}

bool DspNode::uses(const ModuleLease& build) const
{
    const Seat* seat = m_controller.instance();
    return seat != nullptr && &seat->instance()->lease() == &build;
}

void DspNode::blame(const DspStage::Fault& fault)
{
    ++m_faults;
    log(LogLevel::Warning, kDomain, "{} of the plugin {} {}", m_name, m_spec.pluginId, fault.what);
    if (fault.of == instance())
        m_fault = fmt::format("{} of the plugin {} {}.", m_name, m_spec.pluginId, fault.what);
}

void DspNode::setCost(double blockMilliseconds, double blockDuration)
{
    const bool isSlow = blockMilliseconds > blockDuration / 2;
    if (isSlow != m_cost.empty())
        return;
    m_cost = isSlow ? fmt::format("{} of the plugin {} takes {:.0f} ms for a block that lasts {:.0f} ms.",
                                  m_name, m_spec.pluginId, blockMilliseconds, blockDuration)
                    : std::string();
    if (isSlow)
        log(LogLevel::Warning, kDomain, "{}", m_cost);
}

DspNodeState DspNode::state() const
{
    DspNodeState state{m_spec.id, Status::Active, m_name, m_cost, m_faults};
    if (instance() == nullptr) {
        state.status = m_absence;
        state.detail = m_absenceDetail;
    } else if (!m_fault.empty()) {
        state.status = Status::Faulty;
        state.detail = m_fault;
    } else if (m_spec.bypassed) {
        state.status = Status::Bypassed;
        state.detail.clear();
    }
    return state;
}

} // namespace stellatune
