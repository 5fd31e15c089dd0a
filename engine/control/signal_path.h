// What samples go through on their way, put together from what each part says of itself. Pure.
#pragma once

#include "engine/control/player_machine.h"

namespace stellatune {

/// Of `track` as it was joined to a ring of the renderer in `state`, which has one.
SignalPath signalPathOf(const TrackJoined& track, const PublishedState& state);

} // namespace stellatune
