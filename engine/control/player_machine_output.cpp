// How the player finds a device for what is cued, begins rings on it, and lets go of it without cutting a
// sound off.
#include "engine/control/player_machine.h"

namespace stellatune {

using namespace std::chrono_literals;

/// A track is cued: find it a device that serves its format, and begin its ring there.
void PlayerMachine::advance()
{
    if (m_decode != DecodeStage::Cued || m_want == Want::Stopped) {
        if (m_want == Want::Stopped && m_device == DeviceStage::Ready)
            closeDevice();
        return;
    }
    if (m_device == DeviceStage::Ready || m_device == DeviceStage::Running) {
        if (!m_mustReopen && canJoin(m_published.info->format, rules())) {
            if (m_whenSilent == WhenSilent::Reopen)
                m_whenSilent = WhenSilent::StopDevice; // this device serves after all
            beginRing();
            return;
        }
        if (m_device == DeviceStage::Running && !m_view.drained && !m_view.held) {
            if (m_whenSilent != WhenSilent::Reopen)
                silenceThen(WhenSilent::Reopen, m_fades.switchTrack);
            return;
        }
        closeDevice();
    }
    // A paused player leaves the device to others until it is wanted.
    const bool tooEarly = m_retryAt && m_now < *m_retryAt;
    if (m_device == DeviceStage::Closed && m_want == Want::Playing && !tooEarly)
        openDevice();
}

void PlayerMachine::openDevice()
{
    OpenDevice open;
    open.ticket = ++m_lastTicket;
    open.choice = m_waitingForDevice ? m_lostDevice : avoidsSink() ? DeviceChoice{} : m_output.device;
    // While a device is lost, music waits for it; it does not move to another room.
    open.allowFallback = !m_waitingForDevice && m_output.device.interface != "file";
    open.request = requestFor(*m_published.info);
    open.sinkConfig = {m_output.sinkConfig, m_sink.configGeneration};
    m_openTicket = open.ticket;
    m_openChoice = open.choice;
    m_opensLost = m_waitingForDevice;
    m_requestedFormat = open.request.format;
    m_device = DeviceStage::Opening;
    m_retryAt.reset();
    m_effects.emplace_back(OutputCommand(std::move(open)));
}

OutputRequest PlayerMachine::requestFor(const DecoderInfo& info) const
{
    OutputRequest request;
    request.format = info.format;
    if (m_output.ratePolicy == RatePolicy::Fixed)
        request.format.sampleRate = m_output.fixedRate;
    request.sampleFormat = info.sampleFormat;
    request.bufferFrames = m_output.bufferFrames;
    return request;
}

ConversionRules PlayerMachine::rules() const
{
    const Renderer& renderer = *m_published.renderer;
    ConversionRules rules;
    rules.quality = m_output.resampleQuality;
    rules.lfe = m_output.lfePolicy;
    rules.requested = m_requestedFormat;
    rules.opened = renderer.output().format;
    rules.fixedFormat = renderer.traits().fixedFormat || m_output.ratePolicy == RatePolicy::Fixed;
    return rules;
}

void PlayerMachine::beginRing()
{
    m_epochHeard = false;
    m_decode = DecodeStage::Streaming;
    BeginRing begin;
    begin.ticket = m_cueTicket;
    begin.epoch = ++m_epoch;
    begin.renderer = m_published.renderer;
    begin.rules = rules();
    begin.fades = swapFades();
    m_published.resampleQuality = begin.rules.quality;
    m_published.lfePolicy = begin.rules.lfe;
    m_effects.emplace_back(DecodeCommand(std::move(begin)));
    reconcileNext();
}

SwapFades PlayerMachine::swapFades() const
{
    const uint32_t rate = m_published.renderer->output().format.sampleRate;
    const auto frames = [rate](std::chrono::milliseconds length) {
        return static_cast<uint32_t>(static_cast<uint64_t>(length.count()) * rate / 1000);
    };
    switch (m_start) {
    case Start::Seek:
        return {frames(m_fades.seek), frames(m_fades.seek)};
    case Start::Jump:
        return {frames(m_fades.switchTrack), frames(m_fades.switchTrack)};
    case Start::FromSilence:
    case Start::Resume:
        // Silence, or what is left of a fade to it; startOutput() fades in.
        return {frames(m_fades.switchTrack), 0};
    case Start::Continuation:
        break;
    }
    return {};
}

void PlayerMachine::startOutput()
{
    m_whenSilent = WhenSilent::Nothing;
    m_silentSince.reset();
    m_effects.emplace_back(SetRunning{true, m_start == Start::Continuation ? 0ms : m_fades.play});
    if (m_device == DeviceStage::Ready) {
        m_device = DeviceStage::Running;
        m_effects.emplace_back(OutputCommand(StartDevice{}));
    }
}

void PlayerMachine::silenceThen(WhenSilent action, std::chrono::milliseconds fade)
{
    m_whenSilent = action;
    m_silentSince.reset();
    m_effects.emplace_back(SetRunning{false, fade});
}

void PlayerMachine::whenSilent()
{
    switch (std::exchange(m_whenSilent, WhenSilent::Nothing)) {
    case WhenSilent::Nothing:
        break;
    case WhenSilent::StopDevice:
        m_effects.emplace_back(OutputCommand(StopDevice{}));
        m_device = DeviceStage::Ready;
        if (m_want == Want::Playing && m_ringReady)
            startOutput();
        break;
    case WhenSilent::CloseDevice:
        closeDevice();
        break;
    case WhenSilent::Reopen:
        closeDevice();
        advance();
        break;
    }
}

void PlayerMachine::closeDevice()
{
    if (m_device == DeviceStage::Closed)
        return;
    m_device = DeviceStage::Closed;
    m_whenSilent = WhenSilent::Nothing;
    m_silentSince.reset();
    m_mustReopen = false;
    m_view = {};
    m_published.renderer.reset();
    m_published.timeline.clear();
    followDsp();
    m_effects.emplace_back(OutputCommand(CloseDevice{}));
}

} // namespace stellatune
