// A plugin that lies ready to be installed, and what there is to ask before.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/manifest.h"
#include "pluginhost/package/plugin_metadata.h"
#include "pluginhost/runtime/desired_state.h"

#include <filesystem>
#include <optional>
#include <string>

namespace stellatune {

/// How a build stands to what is installed under the same id.
struct InstallRelation {
    std::optional<DesiredPlugin> replaces;
    bool isSameBuild = false;
    bool isDowngrade = false;
    /// Somebody else may have the same id: the authors differ, or it is not known who made what is installed.
    bool isFromOtherSource = false;
};

struct InstallCandidate {
    std::filesystem::path file; ///< where it came from
    /// Of its unpacked files, in the store's incoming folder.
    std::string folder;
    Manifest manifest;
    Fingerprint fingerprint;
    PluginMetadata metadata;
    InstallRelation relation; ///< as it was when the file was examined
};

/// What the user agreed to.
struct InstallConsent {
    bool downgrade = false;
    bool otherSource = false;
};

/// Pure. `installed` is null when there is nothing under that id; `installedAuthor` is none when nothing
/// tells, and empty when none is named.
InstallRelation relate(const Manifest& manifest, const Fingerprint& fingerprint,
                       const DesiredPlugin* installed, const std::optional<std::string>& installedAuthor);

/// ErrorCode::ConsentNeeded, with what to ask the user, unless they agreed to it. Pure.
Result<void> checkConsent(const Manifest& manifest, const InstallRelation& relation, InstallConsent consent);

} // namespace stellatune
