#include "engine/output/renderer.h"

#include "engine/audio/fade.h"
#include "engine/output/runaway_guard.h"
#include "engine/output/sample_conversion.h"

#include <algorithm>
#include <cassert>
#include <thread>
#include <utility>
#include <vector>

namespace stellatune {

namespace {

constexpr uint32_t kChunkFrames = 1024;
constexpr uint32_t kFrameBits = 40;
constexpr uint64_t kFrameMask = (uint64_t{1} << kFrameBits) - 1;

bool isRunSerial(uint32_t serial)
{
    return serial % 2 == 1;
}

uint32_t serialOf(uint64_t runCommand)
{
    return static_cast<uint32_t>(runCommand >> 32);
}

} // namespace

/// Touched by render() and waitForData() alone, which the same thread calls.
struct Renderer::CallbackState {
    CallbackState(const OpenedOutput& output, const DeviceTraits& traits)
        : converter(output.sampleFormat),
          guard(output.format.sampleRate, output.bufferFrames, Renderer::kRunawaySlack),
          gainRampFrames(traits.processed ? output.format.sampleRate / 50 : 0),
          scratch(output.sampleFormat == SampleFormat::Float32
                      ? 0
                      : size_t{kChunkFrames} * output.format.channels())
    {}

    /// Whether the next frame to play would be heard.
    bool isAudible() const
    {
        return active != nullptr && active->ring.readable() > 0 && !runFade.isSilent() &&
               !swapFade.isSilent();
    }

    Content* active = nullptr;
    Fade runFade = Fade::silent(); ///< run and hold
    Fade swapFade = Fade::full();  ///< from one content to the next
    uint32_t swapInFrames = 0;     ///< for the way up
    Ramp gain{1.0};
    SampleConverter converter;
    RunawayGuard guard;
    const uint32_t gainRampFrames;
    std::vector<float> scratch; ///< kChunkFrames, where the device's buffer does not hold floats
    bool wasSilent = true;      ///< in the buffer before: a gain can change at once
    bool isDry = false;         ///< in mid-track, and counted
};

Renderer::Renderer(const OpenedOutput& output, const DeviceTraits& traits, uint32_t ringFrames)
    : m_output(output), m_traits(traits),
      m_frameBytes(output.format.channels() * bytesPerSample(output.sampleFormat)),
      m_callback(std::make_unique<CallbackState>(output, traits)),
      m_dataBell(traits.dataBell != nullptr ? traits.dataBell : std::make_shared<Doorbell>())
{
    for (std::unique_ptr<Content>& content : m_contents)
        content = std::make_unique<Content>(output.format.channels(), ringFrames);
    setLowWater(this->ringFrames() / 2); // worth waking the writer for; each frame taken is not
    m_filling = m_contents[0].get();
    m_retired.store(m_contents[1].get(), std::memory_order_relaxed);
}

Renderer::~Renderer() = default;

// ---- decode thread --------------------------------------------------------------------------------------------------

PcmRing& Renderer::beginRing(uint32_t epoch)
{
    assert(epoch != 0 && epoch <= kMaxEpoch);
    if (m_filling == nullptr)
        m_filling = m_pending.exchange(nullptr, std::memory_order_acq_rel);
    // Not there: the callback took it. Then the other content is in m_retired, or a few instructions away
    // from it.
    while (m_filling == nullptr) {
        m_filling = m_retired.exchange(nullptr, std::memory_order_acquire);
        if (m_filling == nullptr)
            std::this_thread::yield();
    }
    m_filling->ring.reset(epoch);
    return m_filling->ring;
}

void Renderer::publishRing(const SwapFades& fades)
{
    assert(m_filling != nullptr);
    m_filling->fadeOutFrames.store(m_traits.processed ? fades.outFrames : 0, std::memory_order_relaxed);
    m_filling->fadeInFrames = m_traits.processed ? fades.inFrames : 0;
    m_pending.store(m_filling, std::memory_order_release);
    m_filling = nullptr;
}

void Renderer::announceData()
{
    if (!m_traits.realTime)
        m_dataBell->ring();
}

void Renderer::announceTrack(TrackMark mark)
{
    if (!m_traits.wantsTracks)
        return;
    const std::lock_guard lock(m_tracksMutex);
    m_tracks.push_back(std::move(mark));
}

// ---- control thread -------------------------------------------------------------------------------------------------

void Renderer::setRunning(bool running, uint32_t fadeFrames)
{
    uint32_t serial = serialOf(m_runCommand.load(std::memory_order_relaxed));
    if (isRunSerial(serial) != running)
        ++serial;
    m_runCommand.store(uint64_t{serial} << 32 | (m_traits.processed ? fadeFrames : 0),
                       std::memory_order_relaxed);
    if (!m_traits.realTime)
        m_dataBell->ring();
}

bool Renderer::isHeld() const
{
    const uint32_t serial = serialOf(m_runCommand.load(std::memory_order_relaxed));
    // Acquire: who sees the hold sees the final progress.
    return !isRunSerial(serial) && m_heldSerial.load(std::memory_order_acquire) == serial;
}

// ---- any thread -----------------------------------------------------------------------------------------------------

RenderProgress Renderer::progress() const
{
    const uint64_t packed = m_progress.load(std::memory_order_acquire);
    return {static_cast<uint32_t>(packed >> kFrameBits), packed & kFrameMask};
}

bool Renderer::isDrained() const
{
    // In this order: who finds nothing pending because the callback took it also sees m_drained as
    // changeOver() left it.
    return m_pending.load(std::memory_order_acquire) == nullptr && m_drained.load(std::memory_order_acquire);
}

// ---- the device -----------------------------------------------------------------------------------------------------

uint32_t Renderer::render(void* buffer, uint32_t frames, Clock::time_point now) noexcept
{
    const Clock::time_point begin = m_traits.realTime ? Clock::now() : Clock::time_point{};
    auto* const bytes = static_cast<std::byte*>(buffer);
    const uint32_t rendered = renderFrames(bytes, frames, now);
    std::fill_n(bytes + size_t{rendered} * m_frameBytes, size_t{frames - rendered} * m_frameBytes,
                std::byte{0});
    m_callbacks.fetch_add(1, std::memory_order_relaxed);
    if (m_traits.realTime)
        m_callbackTime.record(Clock::now() - begin);
    else if (rendered > 0 && m_spaceBell != nullptr &&
             m_callback->active->ring.readable() <= m_lowWater.load(std::memory_order_relaxed))
        m_spaceBell->ring();
    return rendered;
}

uint32_t Renderer::renderFrames(std::byte* buffer, uint32_t frames, Clock::time_point now) noexcept
{
    CallbackState& state = *m_callback;
    const uint64_t runCommand = m_runCommand.load(std::memory_order_relaxed);
    const uint32_t runSerial = serialOf(runCommand);
    const bool running = isRunSerial(runSerial);
    const auto runFadeFrames = static_cast<uint32_t>(runCommand);
    if (running)
        state.runFade.fadeIn(runFadeFrames);
    else
        state.runFade.fadeOut(runFadeFrames);
    const float targetGain = m_traits.processed ? m_targetGain.load(std::memory_order_relaxed) : 1.0F;
    if (state.wasSilent || state.gain.target() != targetGain)
        state.gain.moveTo(targetGain, state.wasSilent ? 0 : state.gainRampFrames);
    state.guard.tick(now);

    uint32_t rendered = 0;
    while (rendered < frames && !hasRunAway() && prepareContent(running))
        rendered += playStretch(buffer + size_t{rendered} * m_frameBytes, frames - rendered);

    state.wasSilent = rendered == 0;
    publishState(runSerial);
    return rendered;
}

/// Changes over to published content once the active one is inaudible. True when there are frames to play.
bool Renderer::prepareContent(bool running) noexcept
{
    CallbackState& state = *m_callback;
    const Content* const pending = m_pending.load(std::memory_order_acquire);
    if (pending != nullptr) {
        if (state.isAudible()) {
            state.swapInFrames = pending->fadeOutFrames.load(std::memory_order_relaxed);
            state.swapFade.fadeOut(state.swapInFrames);
        }
        if (!state.isAudible())
            changeOver();
    } else {
        state.swapFade.fadeIn(state.swapInFrames);
    }

    if (!running && !state.isAudible())
        state.runFade.fadeOut(0); // nothing to fade: held from here
    if (!running && state.runFade.isSilent())
        return false;
    if (state.active == nullptr)
        return false;
    if (state.active->ring.readable() > 0)
        return true;

    const bool isUnderrun = m_traits.realTime && running && state.active->ring.framesRead() > 0;
    if (isUnderrun && !state.isDry && !state.active->ring.isDrained()) {
        state.isDry = true;
        m_underruns.fetch_add(1, std::memory_order_relaxed);
    }
    return false;
}

void Renderer::changeOver() noexcept
{
    CallbackState& state = *m_callback;
    m_drained.store(false, std::memory_order_relaxed); // released by the exchange, see isDrained()
    Content* const taken = m_pending.exchange(nullptr, std::memory_order_acq_rel);
    if (taken == nullptr)
        return; // withdrawn meanwhile
    if (state.active != nullptr)
        m_retired.store(state.active, std::memory_order_release);
    state.active = taken;
    state.isDry = false;
    state.swapInFrames = taken->fadeInFrames;
    state.swapFade = Fade::silent();
    state.swapFade.fadeIn(taken->fadeInFrames);
}

/// Plays up to the next place where something changes, at most `maxFrames`; returns how many.
uint32_t Renderer::playStretch(std::byte* out, uint32_t maxFrames) noexcept
{
    CallbackState& state = *m_callback;
    const bool isFloat32 = m_output.sampleFormat == SampleFormat::Float32;
    uint32_t frames = std::min(maxFrames, state.active->ring.readable());
    if (!isFloat32)
        frames = std::min(frames, kChunkFrames);
    for (const Fade* fade : {&state.runFade, &state.swapFade})
        if (!fade->isSettled())
            frames = std::min(frames, fade->framesLeft());

    if (m_traits.realTime && !state.guard.take(frames)) {
        m_ranAway.store(true, std::memory_order_release);
        return 0;
    }
    float* const samples = isFloat32 ? reinterpret_cast<float*>(out) : state.scratch.data();
    state.active->ring.read(samples, frames);
    state.isDry = false;
    applyEnvelope(samples, frames);
    if (!isFloat32)
        state.converter.convert(samples, out, size_t{frames} * m_output.format.channels());
    return frames;
}

void Renderer::applyEnvelope(float* samples, uint32_t frames) noexcept
{
    CallbackState& state = *m_callback;
    const uint32_t channels = m_output.format.channels();
    const bool isFading = !state.runFade.isSettled() || !state.swapFade.isSettled();
    if (!isFading && state.gain.framesLeft() == 0) {
        const auto gain = static_cast<float>(state.gain.value());
        if (gain != 1.0F)
            std::for_each_n(samples, size_t{frames} * channels, [gain](float& sample) { sample *= gain; });
        return;
    }
    for (uint32_t frame = 0; frame < frames; ++frame) {
        const float factor =
            state.runFade.advance() * state.swapFade.advance() * static_cast<float>(state.gain.advance());
        for (uint32_t channel = 0; channel < channels; ++channel)
            *samples++ *= factor;
    }
}

void Renderer::publishState(uint32_t runSerial) noexcept
{
    const CallbackState& state = *m_callback;
    if (state.active != nullptr) {
        const PcmRing& ring = state.active->ring;
        const uint64_t frame = ring.framesRead();
        assert(frame <= kFrameMask);
        m_progress.store(uint64_t{ring.epoch()} << kFrameBits | frame, std::memory_order_release);
        m_bufferedFrames.store(ring.readable(), std::memory_order_relaxed);
        m_drained.store(ring.isDrained(), std::memory_order_release);
    }
    if (!isRunSerial(runSerial) && (state.runFade.isSilent() || hasRunAway()))
        m_heldSerial.store(runSerial, std::memory_order_release);
}

void Renderer::waitForData(std::chrono::milliseconds timeout)
{
    const Clock::time_point deadline = Clock::now() + timeout;
    while (!hasWorkForRender()) {
        const Clock::duration left = deadline - Clock::now();
        if (left <= Clock::duration::zero())
            return;
        m_dataBell->waitFor(left);
    }
}

std::vector<TrackMark> Renderer::takeTracks()
{
    const std::lock_guard lock(m_tracksMutex);
    return std::exchange(m_tracks, {});
}

bool Renderer::hasWorkForRender() const
{
    if (m_pending.load(std::memory_order_acquire) != nullptr)
        return true;
    const uint32_t serial = serialOf(m_runCommand.load(std::memory_order_relaxed));
    const bool running = isRunSerial(serial);
    if (!running && m_heldSerial.load(std::memory_order_relaxed) != serial)
        return true;
    const Content* const active = m_callback->active;
    if (active == nullptr)
        return false;
    const bool isEndUntold = active->ring.isDrained() && !m_drained.load(std::memory_order_relaxed);
    return isEndUntold || (running && active->ring.readable() > 0);
}

} // namespace stellatune
