#include "engine/output/output_thread.h"

#include "pluginhost/base/log.h"

#include <algorithm>

#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

/// How often a running device is asked whether it still plays.
constexpr auto kCheckInterval = 300ms;
/// Two rings of this size are the most memory a device with many channels and a high rate may take for each.
constexpr uint32_t kMaxRingBytes = 6u << 20;

uint32_t ringFramesFor(const OpenedOutput& output, std::chrono::milliseconds ahead)
{
    const auto wanted =
        static_cast<uint64_t>(output.format.sampleRate) * static_cast<uint64_t>(ahead.count()) / 1000;
    const uint64_t most = kMaxRingBytes / (sizeof(float) * output.format.channels());
    const uint64_t least = uint64_t{output.bufferFrames} * 8;
    return static_cast<uint32_t>(std::max(least, std::min(wanted, most)));
}

} // namespace

OutputThread::OutputThread(Config config, std::function<void(OutputEvent)> report)
    : m_config(std::move(config)), m_report(std::move(report)), m_listing(m_config.sinks, m_bell),
      m_return(m_config.sinks, m_bell), m_thread([this] { run(); })
{}

OutputThread::~OutputThread()
{
    m_quit.store(true, std::memory_order_release);
    m_bell->ring();
    m_thread.join();
}

void OutputThread::post(OutputCommand command)
{
    m_commands.post(std::move(command));
}

std::future<void> OutputThread::barrier()
{
    std::promise<void> promise;
    std::future<void> reached = promise.get_future();
    m_barriers.post(std::move(promise));
    return reached;
}

void OutputThread::run()
{
    while (true) {
        // Quit is read before the commands, so that what was posted before quitting is still carried out.
        const bool quit = m_quit.load(std::memory_order_acquire);
        std::deque<std::promise<void>> barriers = m_barriers.takeAll();
        for (OutputCommand& command : m_commands.takeAll())
            std::visit([this](auto& c) { handle(c); }, command);
        checkDevice();
        tellOfSinks();
        for (std::promise<void>& barrier : barriers)
            barrier.set_value();
        if (quit)
            break;
        if (m_loss || m_listing.isBusy() || m_return.isAwaiting())
            m_bell->waitFor(kCheckInterval);
        else
            m_bell->wait();
    }
    closeDevice();
}

void OutputThread::handle(OpenDevice& command)
{
    closeDevice();
    m_ticket = command.ticket;
    m_failureTold = false;
    std::vector<DeviceChoice> candidates{command.choice};
    if (command.allowFallback) {
        if (!command.choice.isAutomatic())
            candidates.push_back({});
        candidates.push_back({"null", ""});
    }
    std::optional<Error> firstError;
    for (const DeviceChoice& choice : candidates) {
        Result<OpenedOutput> opened = tryOpen(choice, command);
        if (!opened && m_quit.load(std::memory_order_acquire)) {
            firstError = opened.error();
            break; // nobody would hear another one
        }
        if (!opened) {
            log(LogLevel::Info, "output", "cannot open {}: {}", toString(choice), opened.error().message);
            if (!firstError)
                firstError = opened.error();
            continue;
        }
        const DeviceTraits traits = m_device->traits();
        m_renderer =
            std::make_shared<Renderer>(*opened, traits, ringFramesFor(*opened, m_config.bufferAhead));
        m_renderer->setSpaceBell(m_config.spaceBell);
        m_report(DeviceOpened{m_ticket, traits.choice.isAutomatic() ? choice : traits.choice, m_renderer,
                              firstError});
        return;
    }
    m_report(DeviceOpenFailed{m_ticket, *firstError});
}

Result<OpenedOutput> OutputThread::tryOpen(const DeviceChoice& choice, const OpenDevice& command)
{
    auto device = isSink(choice) ? makeSink(choice, command) : m_config.makeDevice(choice);
    if (!device)
        return device.error();
    Result<OpenedOutput> opened = (*device)->open(command.request);
    if (!opened)
        return opened;
    auto* const sink = isSink(choice) ? static_cast<SinkDevice*>(device->get()) : nullptr;
    useDevice(std::move(device).value(), sink);
    return opened;
}

void OutputThread::useDevice(std::unique_ptr<OutputDevice> device, SinkDevice* sink)
{
    m_device = std::move(device);
    m_sink = sink;
    const std::lock_guard lock(m_sinkLatencyMutex);
    m_sinkLatency = sink != nullptr ? sink->latency() : nullptr;
}

uint32_t OutputThread::latencyFrames() const
{
    const std::lock_guard lock(m_sinkLatencyMutex);
    return (m_sinkLatency ? *m_sinkLatency : m_latencyFrames).load(std::memory_order_relaxed);
}

Result<std::unique_ptr<OutputDevice>> OutputThread::makeSink(const DeviceChoice& choice,
                                                             const OpenDevice& command)
{
    const std::optional<SinkAddress> address = sinkAddressOf(choice);
    if (!address)
        return Error{ErrorCode::InvalidArgument, "output",
                     fmt::format("'{}' names no output of a plugin.", choice.name)};
    return std::unique_ptr<OutputDevice>(std::make_unique<SinkDevice>(
        m_config.sinks, SinkOrder{*address, command.sinkConfig}, m_bell, m_quit));
}

void OutputThread::handle(StartDevice&)
{
    if (!m_device || m_loss || m_failureTold)
        return;
    if (const auto started = m_device->start(*m_renderer); !started) {
        // It was there a moment ago: as good as lost, and looked for in the same way.
        Error error = started.error();
        if (m_device->traits().realTime)
            error.code = ErrorCode::DeviceLost;
        m_failureTold = true;
        m_report(DeviceStopped{m_ticket, std::move(error)});
        return;
    }
    m_loss.emplace(m_renderer->output(), m_device->traits());
    m_loss->started(m_config.now(), m_renderer->callbacks());
}

void OutputThread::handle(StopDevice&)
{
    if (!m_loss)
        return;
    m_loss.reset();
    m_device->stop();
}

void OutputThread::handle(CloseDevice&)
{
    closeDevice();
    m_report(DeviceClosed{m_ticket});
}

void OutputThread::handle(ListDevices&)
{
    m_report(DevicesListed{m_config.listDevices()});
}

void OutputThread::handle(ConfigureSink& command)
{
    if (m_sink != nullptr && m_sink->traits().choice == command.choice) {
        m_sink->changeConfig(std::move(command.change));
        return;
    }
    // With the next instance; what it makes of it is known then.
    const std::optional<SinkAddress> address = sinkAddressOf(command.choice);
    if (!address)
        return;
    m_report(SinkConfigured{{address->pluginId, address->typeId, appliedLater(command.change)}});
}

void OutputThread::handle(AwaitSink& command)
{
    m_return.await(std::move(command), m_config.now());
}

void OutputThread::handle(ForgetSink&)
{
    m_return.forget();
}

void OutputThread::handle(ListSinkTargets& command)
{
    m_listing.ask(std::move(command));
}

void OutputThread::tellOfSinks()
{
    for (SinkTargetsListed& listed : m_listing.takeAnswers())
        m_report(std::move(listed));
    if (std::optional<DeviceChoice> returned = m_return.hasReturned(m_config.now()))
        m_report(SinkReturned{std::move(*returned)});
    tellSinkNews();
}

void OutputThread::tellSinkNews()
{
    if (m_sink == nullptr)
        return;
    for (SinkOutcome& outcome : m_sink->takeNews())
        m_report(SinkConfigured{std::move(outcome)});
    if (std::optional<Error> trouble = m_sink->takeTrouble()) {
        m_sinkFaults.fetch_add(1, std::memory_order_relaxed);
        m_report(SinkTroubled{std::move(*trouble)});
    }
}

void OutputThread::closeDevice()
{
    if (!m_device)
        return;
    StopDevice stop;
    handle(stop);
    m_device->close();
    // What a file device could not write is known only once it is closed.
    if (const auto failure = m_device->failure(); failure && !m_failureTold)
        m_report(DeviceStopped{m_ticket, *failure});
    tellSinkNews();
    useDevice(nullptr, nullptr);
    m_renderer.reset();
    m_latencyFrames.store(0, std::memory_order_relaxed);
}

void OutputThread::checkDevice()
{
    if (!m_loss) {
        checkWaitingSink();
        return;
    }
    m_device->watch(m_config.now());
    DeviceObservation observation;
    observation.now = m_config.now();
    observation.callbacks = m_renderer->callbacks();
    observation.ranAway = m_renderer->hasRunAway();
    observation.failure = m_device->failure();
    // After the failure, before which it is brought up to date.
    m_latencyFrames.store(m_device->latencyFrames(), std::memory_order_relaxed);
    const std::optional<Error> trouble = m_loss->check(observation);
    if (!trouble)
        return;
    m_failureTold = true;
    m_loss.reset();
    // The latency stays as it was: what had not come out of the device yet was not heard.
    m_device->stop();
    const bool takesAnotherFormat = m_sink != nullptr && m_sink->takesAnotherFormat();
    m_report(DeviceStopped{m_ticket, *trouble, takesAnotherFormat});
}

/// A plugin may go while nothing is played, and be back before anything is: found out only at the start, that
/// would be taken for a sink that is not there.
void OutputThread::checkWaitingSink()
{
    if (m_sink == nullptr || m_failureTold)
        return;
    const std::optional<Error> trouble = m_sink->failure();
    if (!trouble)
        return;
    m_failureTold = true;
    m_report(DeviceStopped{m_ticket, *trouble, m_sink->takesAnotherFormat()});
}

} // namespace stellatune
