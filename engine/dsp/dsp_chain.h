// The nodes that the music passes at one point of its way, in their order.
#pragma once

#include "engine/audio/format.h"
#include "engine/audio/wake_flag.h"
#include "engine/dsp/dsp_node.h"
#include "engine/dsp/dsp_stage.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace stellatune {

/// Owned by the decode thread. Changes while music passes: whatever is heard differently after a change is
/// blended to. What comes out is in step with what goes in, see DspStage.
class DspChain {
  public:
    static constexpr uint32_t kMaxFrames = DspStage::kMaxFrames;
    enum class End : uint8_t {
        None,     ///< more music comes
        Cut,      ///< of this stretch; what sounds after it is not wanted
        WithTail, ///< of all; what sounds after it is
    };

    /// `flag` is raised when attend() has something to do.
    DspChain(DspPlugins plugins, std::shared_ptr<WakeFlag> flag);

    /// Nodes are told apart by their ids. Those that stay in their order go on, those that moved do with
    /// another instance and the state of the one before.
    void update(const std::vector<DspNodeSpec>& nodes);
    /// Music of `format` begins that has nothing to do with what came before.
    void begin(const AudioFormat& format);
    /// Does what the runtime said and what the blocks showed. At a block boundary.
    void attend();

    /// Neither nodes nor remains of any: process() would do nothing.
    bool isEmpty() const { return m_places.empty(); }
    /// What was replaced is still needed.
    bool isBlending() const;
    /// What was replaced keeps a build of a plugin in use that its node, if there still is one, does not.
    bool holdsFormerBuild() const;
    /// Lets go of what was replaced though it still sounds: no music comes to blend on.
    void letGo();
    /// The music that began was ended.
    bool hasEnded() const { return m_hasEnded; }

    /// In place; returns the frames that came out, up to `frames`.
    uint32_t process(float* interleaved, uint32_t frames);
    /// More that is ready, up to `room` frames (not more than kMaxFrames); 0 when there is none.
    uint32_t giveHeld(float* interleaved, uint32_t room, End end);

    /// Frames by which process() is behind, and that sound after the end.
    uint64_t latency() const;
    uint64_t tail() const;

    /// Of the time that the music lasts, the part that all nodes need.
    double load() const;
    /// Of the one that needs most; 0 without nodes.
    double largestLoad() const;
    /// Blames it for `whole`, which is more than there is time for.
    void leaveOutLargest(double whole);

    void appendStates(std::vector<DspNodeState>& states) const;
    void takeOutcomes(std::vector<DspNodeOutcome>& outcomes);

  private:
    struct Place {
        std::unique_ptr<DspNode> node;   ///< null: gone, and only the sound of it is left
        std::unique_ptr<DspStage> stage; ///< null before the first begin()
    };

    Place enter(std::unique_ptr<DspNode> node) const;
    void leave(Place place);
    void follow(Place& place);
    void sweep();
    uint32_t process(size_t first, float* interleaved, uint32_t frames);

    const DspPlugins m_plugins;
    const std::shared_ptr<WakeFlag> m_flag;
    std::optional<AudioFormat> m_format;
    std::vector<Place> m_places;
    bool m_isSweeping = false; ///< there are places without a node
    bool m_hasEnded = false;
};

} // namespace stellatune
