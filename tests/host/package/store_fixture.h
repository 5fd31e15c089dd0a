// A store of plugins in a folder of its own, and what tests want to know of it.
#pragma once

#include "pluginhost/package/plugin_store.h"
#include "tests/fixtures/child_process.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune::testing {

inline constexpr const char* kGainId = "org.stellatune.test.gain";

/// "org.stellatune.test.gain 1.0.0 enabled"; with " pending" and " keeps-previous" where that is so. One line
/// a plugin.
std::string summaryOf(const DesiredState& state);

/// Sees that the folder holds what the state names, whole, and nothing else.
void expectTidy(PluginStore& store, const std::filesystem::path& folder);

class StoreTest : public ::testing::Test {
  protected:
    StoreTest();

    /// Opens it again after closing it.
    void reopen();
    /// Examines and installs; the new state's summary, or the error's words.
    std::string install(const std::filesystem::path& file, InstallConsent consent = {});
    InstallCandidate examined(const std::filesystem::path& file);
    std::vector<std::string> storeListing() const;

    TemporaryFolder m_folder;
    std::filesystem::path m_storeFolder = m_folder.path() / "store";
    std::filesystem::path m_packages = m_folder.path() / "packages";
    std::filesystem::path m_first;  ///< a package of version 1.0.0
    std::filesystem::path m_second; ///< and of 2.0.0
    std::unique_ptr<PluginStore> m_store;
};

} // namespace stellatune::testing
