// A chain on the test's thread, with a plugin that comes and goes as the test says.
#pragma once

#include "engine/dsp/dsp_chain.h"
#include "tests/fixtures/plugin_shelf.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune::testing {

inline const std::string kShaping = "org.stellatune.test.shaping";

inline DspNodeSpec gainNode(uint64_t id, double gain, const std::string& more = {})
{
    return {id, kShaping, "gain", "{\"gain\": " + std::to_string(gain) + more + "}", false};
}
inline DspNodeSpec delayNode(uint64_t id, uint64_t frames, const std::string& more = {})
{
    return {id, kShaping, "delay", "{\"frames\": " + std::to_string(frames) + more + "}", false};
}
inline DspNodeSpec bypassed(DspNodeSpec node)
{
    node.bypassed = true;
    return node;
}

/// A slow wave, different on both channels, so that frames and channels can be told apart.
inline float inputAt(uint64_t frame, uint32_t channel)
{
    const double phase = static_cast<double>(frame) * (0.01 + 0.001 * channel);
    return static_cast<float>(0.25 + 0.125 * std::sin(phase));
}

/// The largest step from one frame to the next on the same channel.
inline float largestStep(const std::vector<float>& stereo)
{
    float largest = 0.0F;
    for (size_t i = 2; i < stereo.size(); ++i)
        largest = std::max(largest, std::abs(stereo[i] - stereo[i - 2]));
    return largest;
}

/// What a blend at 44.1 kHz adds to the steps of signals up to `peak`: each of both moves along a quarter of
/// a circle in 441 frames.
inline float blendStep(float peak)
{
    return 2.0F * peak * 1.5708F / 441.0F;
}

class ChainRig : public ::testing::Test {
  protected:
    static constexpr uint32_t kRate = 44'100;
    static constexpr float kInputStep = 0.0015F;

    void TearDown() override { chain.reset(); }

    /// Begins anew.
    void begin(const std::vector<DspNodeSpec>& nodes, uint32_t channels = 2)
    {
        chain->update(nodes);
        chain->begin({kRate, ChannelLayout::standard(channels)});
        out.clear();
        m_in = 0;
    }

    /// The next `frames` of the input, in blocks, as the decode thread does it.
    void play(uint64_t frames, uint32_t blockFrames = 1000)
    {
        while (frames > 0) {
            const auto count = static_cast<uint32_t>(std::min<uint64_t>(frames, blockFrames));
            frames -= count;
            playBlock(count);
            drain(DspChain::End::None);
            if (flag->lower())
                chain->attend();
        }
    }
    /// And leaves what more is ready.
    void playBlock(uint32_t frames)
    {
        std::vector<float> block(size_t{frames} * 2);
        for (uint32_t i = 0; i < frames; ++i) {
            for (uint32_t channel = 0; channel < 2; ++channel)
                block[size_t{i} * 2 + channel] = inputAt(m_in + i, channel);
        }
        m_in += frames;
        append(block, chain->process(block.data(), frames));
    }
    void end(DspChain::End how) { drain(how); }

    std::vector<DspNodeState> states() const
    {
        std::vector<DspNodeState> states;
        chain->appendStates(states);
        return states;
    }
    std::vector<DspNodeOutcome> outcomes()
    {
        std::vector<DspNodeOutcome> outcomes;
        chain->takeOutcomes(outcomes);
        return outcomes;
    }

    uint64_t framesIn() const { return m_in; }
    uint64_t framesOut() const { return out.size() / 2; }
    /// Whether frames [first, last) that came out are those that went in, times `gain`.
    void expectInStep(uint64_t first, uint64_t last, float gain = 1.0F) const
    {
        ASSERT_LE(last, framesOut());
        for (uint64_t frame = first; frame < last; ++frame) {
            for (uint32_t channel = 0; channel < 2; ++channel)
                ASSERT_EQ(out[frame * 2 + channel], inputAt(frame, channel) * gain) << "frame " << frame;
        }
    }

    PluginShelf shelf{kShaping};
    std::shared_ptr<WakeFlag> flag = WakeFlag::make(std::make_shared<Doorbell>());
    std::optional<DspChain> chain = std::optional<DspChain>(
        std::in_place,
        DspPlugins{[this](const std::string& plugin, const std::string& type, std::function<void()> wake) {
            return shelf.registry().bind(plugin, CapabilityKind::Dsp, type, std::move(wake));
        }},
        flag);
    std::vector<float> out;

  private:
    void append(const std::vector<float>& block, uint32_t frames)
    {
        out.insert(out.end(), block.begin(), block.begin() + ptrdiff_t{frames} * 2);
    }
    void drain(DspChain::End how)
    {
        std::vector<float> block(size_t{DspChain::kMaxFrames} * 2);
        while (const uint32_t frames = chain->giveHeld(block.data(), DspChain::kMaxFrames, how))
            append(block, frames);
    }

    uint64_t m_in = 0;
};

} // namespace stellatune::testing
