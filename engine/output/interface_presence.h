// Whether it is worth asking a sound interface for its devices.
#pragma once

#include <string_view>

namespace stellatune {

/// False when nobody would answer: no PulseAudio server listens, no sound card is there for ALSA. Looks only:
/// asking their libraries would start a server, or complain on stderr. Remote servers and all other
/// interfaces count as present.
bool isInterfacePresent(std::string_view interface);

} // namespace stellatune
