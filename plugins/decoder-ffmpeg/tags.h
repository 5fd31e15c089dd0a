// What a file says of its music.
#pragma once

#include "container.h"

#include <pluginapi/sdk/json.h>

namespace stellatune::ffmpeg {

/// The keys of StDecoderFunctions.metadata, without "codec".
sdk::Json readTags(const Container& container);

} // namespace stellatune::ffmpeg
