// What the decoders say when a file cannot be played; one wording for all of them.
#pragma once

#include "engine/decode/input_file.h"
#include "pluginhost/base/result.h"

#include <cstdint>
#include <string_view>

namespace stellatune {

Error damagedHeader(const InputFile& file, std::string_view domain, std::string_view codec);
/// For read(): the codec gave up, or the system stopped giving bytes.
Error unreadableRest(const InputFile& file, std::string_view domain);
/// Refuses what the engine does not play, 1 to kMaxChannels channels and kMinSampleRate to kMaxSampleRate, by
/// its figure.
Result<void> checkPlayable(const InputFile& file, std::string_view domain, int64_t sampleRate,
                           int64_t channels);

} // namespace stellatune
