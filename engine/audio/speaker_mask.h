// Speakers as the plugin interface names them.
#pragma once

#include "engine/audio/format.h"

#include <cstdint>

namespace stellatune {

/// Of ST_SPEAKER_... bits.
uint32_t speakerMask(const ChannelLayout& layout);
/// The usual speakers when `mask` does not name as many as there are channels.
ChannelLayout layoutOfMask(uint32_t mask, uint32_t channels);

} // namespace stellatune
