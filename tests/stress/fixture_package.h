// Plugins of tests as people get them.
#pragma once

#include <filesystem>
#include <string>

namespace stellatune::testing {

/// Packs the library of that name of tests/fixtures/plugins, which says the same of itself, into `folder` and
/// returns the file. Throws std::runtime_error.
std::filesystem::path packFixture(const std::filesystem::path& folder, const std::string& fixture,
                                  const std::string& pluginId, const std::string& version);

} // namespace stellatune::testing
