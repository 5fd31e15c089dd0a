// What samples go through on their way, put together from what each part says of itself. Pure.
#pragma once

#include "engine/control/player.h"
#include "engine/decode/decode_messages.h"
#include "engine/output/renderer.h"

namespace stellatune {

/// Of `track` as it was joined to a ring of `renderer`, played at the linear volume `gain` through the
/// DSP nodes `dsp`.
SignalPath signalPathOf(const TrackJoined& track, const Renderer& renderer, float gain,
                        const std::vector<std::string>& dsp);

} // namespace stellatune
