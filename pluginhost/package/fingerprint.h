// Which build of a plugin lies in a folder: told from the files' stamps, and by hashing where those changed.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/build_files.h"
#include "pluginhost/runtime/desired_state.h"

#include <filesystem>

namespace stellatune {

/// What the system tells of a file without reading it. Any thread.
Result<FileStamp> stampOf(const std::filesystem::path& file);

/// All but the digest: reads folders, and no file. Any thread.
Result<Fingerprint> stampsOf(const BuildFiles& files);

/// The files are read only when a stamp differs from `known`, which may be null. The digest covers the
/// manifest, the library, and the side files with their names, each by a digest of its own, so that no byte
/// can move from one to the other unseen. Any thread.
Result<Fingerprint> fingerprintOf(const BuildFiles& files, const Fingerprint* known = nullptr);

} // namespace stellatune
