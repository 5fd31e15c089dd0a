#include "tests/host/package/store_fixture.h"

#include "pluginhost/package/fingerprint.h"
#include "pluginhost/package/plugin_build.h"
#include "tests/host/package/package_fixture.h"

#include <algorithm>
#include <stdexcept>

#include <gmock/gmock.h>

namespace stellatune::testing {

namespace fs = std::filesystem;

std::string summaryOf(const DesiredState& state)
{
    std::string summary;
    for (const DesiredPlugin& plugin : state.plugins) {
        summary += (summary.empty() ? "" : "\n") + plugin.id + " " + plugin.version +
                   (plugin.enabled ? " enabled" : " disabled") + (plugin.uninstallPending ? " pending" : "") +
                   (plugin.previousFolder.empty() ? "" : " keeps-previous");
    }
    return summary;
}

void expectTidy(PluginStore& store, const fs::path& folder)
{
    std::vector<std::string> expected;
    for (const DesiredPlugin& plugin : store.state().plugins) {
        const Result<BuildFiles> files = findBuildFiles(store.installedFolder(plugin));
        ASSERT_TRUE(files) << files.error().message;
        const Result<Fingerprint> now = fingerprintOf(*files);
        ASSERT_TRUE(now) << now.error().message;
        EXPECT_EQ(*now, plugin.fingerprint);
        const Result<PluginMetadata> metadata = store.metadata(plugin);
        ASSERT_TRUE(metadata) << metadata.error().message;
        EXPECT_EQ(metadata->info.version, plugin.version);
        expected.push_back(plugin.folder);
        if (!plugin.previousFolder.empty())
            expected.push_back(plugin.previousFolder);
    }
    std::sort(expected.begin(), expected.end());

    std::vector<std::string> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder / "installed")) {
        const fs::path name = entry.path().lexically_relative(folder / "installed");
        if (std::distance(name.begin(), name.end()) == 2)
            found.push_back(name.string());
        EXPECT_NE(name.extension(), ".tmp");
    }
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected);
    EXPECT_THAT(listingOf(folder / "incoming"), ::testing::IsEmpty());
    EXPECT_THAT(listingOf(folder / "trash"), ::testing::IsEmpty());
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        EXPECT_THAT(entry.path().filename().string(),
                    ::testing::AnyOf("data", "decoder-order.json", "desired.json", "history.json", "incoming",
                                     "installed", "lock", "shadow", "trash"));
    }
}

StoreTest::StoreTest()
{
    fs::create_directory(m_packages);
    m_first = gainPackage(m_packages, "gain-1.stplugin", "two_builds_1", "1.0.0");
    m_second = gainPackage(m_packages, "gain-2.stplugin", "two_builds_2", "2.0.0");
    reopen();
}

void StoreTest::reopen()
{
    m_store.reset();
    Result<std::unique_ptr<PluginStore>> store = PluginStore::open(m_storeFolder);
    if (!store)
        throw std::runtime_error(store.error().message);
    m_store = std::move(*store);
}

InstallCandidate StoreTest::examined(const fs::path& file)
{
    Result<InstallCandidate> candidate = m_store->examine(file);
    if (!candidate)
        throw std::runtime_error(candidate.error().message);
    return std::move(*candidate);
}

std::string StoreTest::install(const fs::path& file, InstallConsent consent)
{
    const Result<DesiredState> state = m_store->install(examined(file), consent);
    return state ? summaryOf(*state) : state.error().message;
}

std::vector<std::string> StoreTest::storeListing() const
{
    return listingOf(m_storeFolder);
}

} // namespace stellatune::testing
