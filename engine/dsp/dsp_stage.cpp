#include "engine/dsp/dsp_stage.h"

#include "engine/audio/denormals.h"
#include "engine/audio/sample_check.h"
#include "pluginapi/abi/status.h"
#include "pluginhost/lease/plugin_status.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

DspStage::Voice::Voice(std::shared_ptr<DspInstance> what, uint32_t channels)
    : instance(std::move(what)), toDrop(instance != nullptr ? instance->info().latency : 0), made(channels)
{}

DspStage::DspStage(const AudioFormat& format, std::shared_ptr<DspInstance> instance)
    : m_format(format), m_voice(std::move(instance), format.channels()), m_blend(format.channels()),
      m_untold(format.channels()), m_scratch(samples(kMaxFrames))
{}

void DspStage::changeTo(std::shared_ptr<DspInstance> instance)
{
    if (m_voice.instance == instance)
        return;
    if (m_old && m_blend.isBefore()) {
        m_voice =
            std::exchange(*m_old, Voice(nullptr, m_format.channels())); // nothing was heard of the other
        m_old.reset();
        if (m_voice.instance == instance)
            return;
    }
    finishBegunBlend();
    m_old = std::exchange(m_voice, Voice(std::move(instance), m_format.channels()));
    forgetMeasure();
    m_lag.forget();
    // The signal as it was is kept; an instance hears only what comes from now on.
    m_oldAlone = m_voice.instance != nullptr ? m_untold.frames() : 0;
    m_blend.start(static_cast<uint32_t>(m_format.sampleRate * kBlend.count() / 1000));
}

/// All that is left of it was made already, and becomes what the newer of both made.
void DspStage::finishBegunBlend()
{
    if (!m_old || m_blend.isBefore())
        return;
    float* const rest = m_voice.instance != nullptr ? m_voice.made.front() : m_untold.front();
    m_blend.process(front(*m_old), rest, rest, m_blend.framesLeft());
    m_old.reset();
}

void DspStage::letGo()
{
    if (!m_old)
        return;
    *m_old = Voice(nullptr, m_format.channels());
    forgetOldWhenSame();
}

void DspStage::forgetOldWhenSame()
{
    if (m_old && m_old->instance == nullptr && m_voice.instance == nullptr)
        m_old.reset();
}

bool DspStage::isInstant() const
{
    return !m_old && m_voice.toDrop == 0 && m_untold.isEmpty();
}

uint32_t DspStage::process(float* interleaved, uint32_t frames)
{
    assert(frames <= kMaxFrames);
    if (isPassThrough() || frames == 0)
        return frames;
    if (isInstant()) {
        std::copy_n(interleaved, samples(frames), m_scratch.data());
        if (!run(*m_voice.instance, interleaved, frames)) {
            std::copy_n(m_scratch.data(), samples(frames), interleaved);
            m_voice = Voice(nullptr, m_format.channels());
            forgetMeasure();
        }
        return frames;
    }
    m_untold.push(interleaved, frames);
    hear(interleaved, frames);
    return give(interleaved, frames);
}

void DspStage::hear(const float* interleaved, uint32_t frames)
{
    if (m_old)
        hear(*m_old, interleaved, frames);
    hear(m_voice, interleaved, frames);
    if (m_voice.instance == nullptr)
        m_oldAlone = 0;
    forgetOldWhenSame();
}

void DspStage::hear(Voice& voice, const float* interleaved, uint32_t frames)
{
    if (voice.instance == nullptr)
        return;
    std::copy_n(interleaved, samples(frames), m_scratch.data());
    if (!run(*voice.instance, m_scratch.data(), frames)) {
        voice = Voice(nullptr, m_format.channels());
        return;
    }
    const uint64_t dropped = std::min<uint64_t>(voice.toDrop, frames);
    voice.toDrop -= dropped;
    voice.made.push(m_scratch.data() + samples(dropped), frames - dropped);
}

/// False when its work cannot be used, which is then told.
bool DspStage::run(DspInstance& instance, float* interleaved, uint32_t frames)
{
    const DenormalsAreZero asBefore; // whatever the plugin sets
    const auto begin = std::chrono::steady_clock::now();
    const int32_t status = instance.process(interleaved, frames);
    const auto spent = std::chrono::steady_clock::now() - begin;
    std::string what;
    if (status != ST_OK)
        what = fmt::format("failed at a block: {}", describeStatus(status));
    else if (!areAllNumbers({interleaved, samples(frames)}))
        what = "gave samples that are no numbers";
    const bool isVoice = &instance == m_voice.instance.get();
    if (what.empty()) {
        if (isVoice)
            measure(spent, frames);
        return true;
    }
    m_fault = Fault{isVoice ? m_voice.instance : m_old->instance, std::move(what)};
    m_hasNews = true;
    return false;
}

void DspStage::measure(std::chrono::nanoseconds spent, uint32_t frames)
{
    // Long before a second of music is through, the device may have played all there is.
    const LagDetector::Duration lasts(static_cast<double>(frames) / m_format.sampleRate);
    if (m_lag.add(spent, lasts)) {
        blameSlowness(m_lag.slowness() * blockDuration());
        return;
    }
    m_spent += spent;
    m_measured += frames;
    if (spent > m_longest) {
        m_longest = spent;
        m_longestFrames = frames;
    }
    if (m_measured < m_format.sampleRate || m_measured == m_longestFrames)
        return;
    // Without the longest, in which the whole machine may have stood still.
    const std::chrono::duration<double, std::milli> usual = m_spent - m_longest;
    const double blockMilliseconds = usual.count() * kMaxFrames / (m_measured - m_longestFrames);
    forgetMeasure();
    m_blockMilliseconds = blockMilliseconds;
    m_hasNews = true;
    if (m_blockMilliseconds > blockDuration())
        blameSlowness(m_blockMilliseconds);
}

void DspStage::blameSlowness(double blockMilliseconds)
{
    m_fault = Fault{m_voice.instance,
                    fmt::format("is too slow: it takes {:.0f} ms for a block that lasts {:.0f} ms",
                                blockMilliseconds, blockDuration())};
    m_hasNews = true;
    m_lag.forget();
}

void DspStage::forgetMeasure()
{
    m_spent = {};
    m_measured = 0;
    m_longest = {};
    m_longestFrames = 0;
    m_blockMilliseconds = 0.0;
}

uint64_t DspStage::tail() const
{
    if (m_voice.instance == nullptr)
        return 0;
    return std::min(m_voice.instance->info().tail, uint64_t{m_format.sampleRate} * kLongestTail.count());
}

std::optional<DspStage::Fault> DspStage::takeFault()
{
    m_hasNews = false;
    return std::exchange(m_fault, std::nullopt);
}

uint64_t DspStage::ready(const Voice& voice) const
{
    return voice.instance != nullptr ? voice.made.frames() : m_untold.frames();
}

const float* DspStage::front(const Voice& voice) const
{
    return voice.instance != nullptr ? voice.made.front() : m_untold.front();
}

uint32_t DspStage::give(float* interleaved, uint32_t room)
{
    uint32_t given = 0;
    while (given < room) {
        uint64_t frames = room - given;
        const bool oldAlone = m_old && m_oldAlone > 0;
        if (oldAlone)
            frames = std::min({frames, m_oldAlone, ready(*m_old)});
        else if (canBlend())
            frames = std::min<uint64_t>(frames, m_blend.framesLeft());
        else
            frames = m_old ? 0 : std::min(frames, ready(m_voice));
        if (frames == 0)
            break;
        float* target = interleaved + samples(given);
        if (m_old && !oldAlone)
            m_blend.process(front(*m_old), front(m_voice), target, static_cast<uint32_t>(frames));
        else
            std::copy_n(front(oldAlone ? *m_old : m_voice), samples(frames), target);
        if (m_old && m_old->instance != nullptr)
            m_old->made.drop(frames);
        if (m_voice.instance != nullptr && !oldAlone)
            m_voice.made.drop(frames);
        if (oldAlone)
            m_oldAlone -= frames;
        else if (m_blend.framesLeft() == 0)
            m_old.reset();
        m_untold.drop(frames);
        given += static_cast<uint32_t>(frames);
    }
    return given;
}

/// True when both have made all that is left of the blend. Where both made the same, the old one is let go
/// of instead.
bool DspStage::canBlend()
{
    if (!m_old || std::min(ready(*m_old), ready(m_voice)) < m_blend.framesLeft())
        return false;
    if (m_blend.isBefore() && m_blend.compare(front(*m_old), front(m_voice)))
        m_old.reset();
    return m_old.has_value();
}

uint32_t DspStage::finish(float* interleaved, uint32_t room, bool withTail)
{
    if (isPassThrough())
        return 0;
    if (!m_left)
        m_left = m_untold.frames() + (withTail ? tail() : 0);
    while (*m_left > 0) {
        const auto wanted = static_cast<uint32_t>(std::min<uint64_t>({room, *m_left, kMaxFrames}));
        uint32_t frames = give(interleaved, wanted);
        if (frames == 0) {
            std::fill_n(interleaved, samples(wanted), 0.0F);
            frames = process(interleaved, wanted);
        }
        *m_left -= frames;
        if (frames > 0)
            return frames;
    }
    return 0;
}

} // namespace stellatune
