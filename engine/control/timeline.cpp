#include "engine/control/timeline.h"

#include <algorithm>

namespace stellatune {

void Timeline::forgetBefore(uint32_t epoch)
{
    std::erase_if(m_segments, [epoch](const Segment& segment) { return segment.track.epoch < epoch; });
}

void Timeline::forgetFirst(size_t count)
{
    m_segments.erase(m_segments.begin(), m_segments.begin() + static_cast<ptrdiff_t>(count));
}

std::optional<HeardAt> Timeline::heardAt(const RenderProgress& progress, uint32_t latencyFrames) const
{
    const uint64_t heardFrame = progress.frame > latencyFrames ? progress.frame - latencyFrames : 0;
    std::optional<HeardAt> heard;
    for (size_t i = 0; i < m_segments.size(); ++i) {
        const Segment& segment = m_segments[i];
        if (segment.track.epoch != progress.epoch)
            continue;
        if (heard && segment.track.ringFrame > heardFrame)
            break;
        const uint64_t into = heardFrame - std::min(heardFrame, segment.track.ringFrame);
        heard = HeardAt{segment.track.entry,
                        segment.track.startSeconds + static_cast<double>(into) / segment.outputRate, i};
    }
    return heard;
}

} // namespace stellatune
