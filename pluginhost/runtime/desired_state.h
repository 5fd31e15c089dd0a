// What the user wants of plugins: the one thing that intents change, and that survives the program.
#pragma once

#include "pluginhost/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// One file as the system describes it. Equal stamps mean that it need not be read again.
struct FileStamp {
    uint64_t size = 0;      ///< bytes
    int64_t modifiedNs = 0; ///< nanoseconds since 1970
    int64_t changedNs = 0;  ///< of the entry itself, where the system tells; else 0
    uint64_t inode = 0;     ///< or the system's counterpart

    bool operator==(const FileStamp&) const = default;
};

/// Which build of a plugin it is. Two builds are the same when their digests are.
struct Fingerprint {
    FileStamp manifest;          ///< all zero for a bare library
    FileStamp artifact;          ///< the library
    std::string sha256;          ///< over all files of the package, 64 hexadecimal digits
    std::string sideStamps = {}; ///< SHA-256 over names and stamps of all other files; empty without such

    bool operator==(const Fingerprint&) const = default;
    bool isSameBuild(const Fingerprint& other) const { return sha256 == other.sha256; }
    /// Whether no file was written to, added, removed or replaced.
    bool hasStampsOf(const Fingerprint& other) const
    {
        return manifest == other.manifest && artifact == other.artifact && sideStamps == other.sideStamps;
    }
};

/// One installed plugin.
struct DesiredPlugin {
    std::string id;
    std::string version;
    /// Below the store's folder of installed plugins, "org.example.aac/1.2.0-0a1b2c3d".
    std::string folder;
    /// Of the version before an update, which is kept until the new one is active; else empty.
    std::string previousFolder;
    Fingerprint fingerprint;
    bool enabled = true;
    bool uninstallPending = false;
    bool keepSettings = true; ///< when it is uninstalled

    bool operator==(const DesiredPlugin&) const = default;
};

/// Sorted by id, each id once.
struct DesiredState {
    std::vector<DesiredPlugin> plugins;

    const DesiredPlugin* find(std::string_view id) const;
    DesiredPlugin* find(std::string_view id);
    /// Replaces the one with the same id.
    void put(DesiredPlugin plugin);
    void remove(std::string_view id);

    bool operator==(const DesiredState&) const = default;
};

/// As text for the file, and back. The error names the line's key that is wrong; ErrorCode::Unsupported: a
/// newer program wrote it.
std::string toJson(const DesiredState& state);
Result<DesiredState> desiredStateFromJson(std::string_view json);

} // namespace stellatune
