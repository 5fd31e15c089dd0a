// Where the store of plugins keeps what.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>

namespace stellatune {

struct StoreFolders {
    explicit StoreFolders(const std::filesystem::path& folder);

    /// Makes those that are not there.
    Result<void> make() const;

    const std::filesystem::path root;
    const std::filesystem::path desiredFile; ///< the truth: what it does not name is not there
    const std::filesystem::path historyFile; ///< of what was applied
    const std::filesystem::path decoderOrderFile;
    const std::filesystem::path lockFile;
    const std::filesystem::path installed; ///< <id>/<version>-<start of the digest>/
    const std::filesystem::path incoming;  ///< unpacked, not installed yet
    const std::filesystem::path trash;     ///< to be removed when the system lets it
    const std::filesystem::path shadow;    ///< the copies that are loaded
    const std::filesystem::path data;      ///< <id>/, the plugins' own
};

} // namespace stellatune
