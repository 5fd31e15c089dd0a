// Which build of a plugin lies in a folder: told from the files' stamps, and by hashing where those changed.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/runtime/desired_state.h"

#include <filesystem>

namespace stellatune {

/// What the system tells of a file without reading it. Any thread.
Result<FileStamp> stampOf(const std::filesystem::path& file);

/// `manifest` is empty for a bare library. The files are read only when a stamp differs from `known`, which
/// may be null. The digest covers the manifest's length, the manifest and the library, so that no byte can
/// move from one to the other unseen. Any thread.
Result<Fingerprint> fingerprintOf(const std::filesystem::path& manifest, const std::filesystem::path& library,
                                  const Fingerprint* known = nullptr);

} // namespace stellatune
