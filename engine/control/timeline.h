// From frames that went through a device to what is heard: which entry, and where in it. Pure.
#pragma once

#include "engine/control/player.h"
#include "engine/decode/decode_messages.h"
#include "engine/output/renderer.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace stellatune {

/// A stretch of one ring that holds one track.
struct Segment {
    TrackJoined track;
    uint32_t outputRate = 0; ///< Hz
};

struct HeardAt {
    EntryId entry = 0;
    double seconds = 0.0;
    size_t segment = 0; ///< index into segments()
};

/// Knows the ring that is heard and the one that was published to follow it.
class Timeline {
  public:
    void add(Segment segment) { m_segments.push_back(std::move(segment)); }
    void clear() { m_segments.clear(); }
    /// Forgets rings before `epoch`.
    void forgetBefore(uint32_t epoch);

    /// Forgets the first `count` segments: they were heard.
    void forgetFirst(size_t count);

    /// What is heard when `progress` was rendered and the last `latencyFrames` of it are still on their way.
    /// None when nothing of the progress' ring is known.
    std::optional<HeardAt> heardAt(const RenderProgress& progress, uint32_t latencyFrames) const;

    const std::vector<Segment>& segments() const { return m_segments; }

  private:
    std::vector<Segment> m_segments; ///< by epoch, then by ring frame
};

} // namespace stellatune
