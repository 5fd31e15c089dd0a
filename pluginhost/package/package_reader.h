// Plugin packages (.stplugin): zip files that come from strangers.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>

namespace stellatune {

/// Unpacks a package into `folder`, which exists and is empty. Refuses names that faultOfPackagePath()
/// refuses, links and anything else that is neither file nor folder, names that occur twice, and packages
/// that unpack to more than 512 MiB or 10,000 entries. On failure `folder` holds a part. The error names the
/// package.
Result<void> unpackPackage(const std::filesystem::path& package, const std::filesystem::path& folder);

} // namespace stellatune
