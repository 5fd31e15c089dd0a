// The process is killed at every step of every transaction. The store opens afterwards, holds the old state
// or the new one, and nothing is left that belongs to neither.
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/killed_process.h"
#include "tests/host/package/package_fixture.h"
#include "tests/host/package/store_fixture.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using namespace stellatune::testing;

const std::string kGain = kGainId;

class StoreKill : public StoreTest {
  protected:
    /// What runs in the child process: it opens a copy of the store, prepares, and is killed within `act`.
    struct Transaction {
        std::function<bool(PluginStore&)> prepare = [](PluginStore&) { return true; };
        std::function<bool(PluginStore&)> act;
    };

    /// Looks at a store that was opened after its process was killed.
    std::function<void(PluginStore&)> m_readAfterwards = [](PluginStore&) {};

    /// Whether the installed plugin is to be found as it was packed.
    bool m_isWhole = true;

    /// Kills at each step in turn until `act` comes to its end. `allowed` are the states that the store may
    /// be in when it is opened afterwards; all of them must come up, so that no step is without effect.
    void killEverywhere(const Transaction& transaction, const std::set<std::string>& allowed)
    {
        m_store.reset();
        std::set<std::string> seen;
        unsigned step = 0;
        for (bool wasKilled = true; wasKilled;) {
            SCOPED_TRACE("killed at step " + std::to_string(++step));
            const fs::path folder = m_folder.path() / "copy";
            fs::remove_all(folder);
            fs::copy(m_storeFolder, folder, fs::copy_options::recursive);
            std::unique_ptr<PluginStore> child;
            const auto openStore = [&] {
                Result<std::unique_ptr<PluginStore>> opened = PluginStore::open(folder);
                if (opened)
                    child = std::move(*opened);
                // The copies have other stamps.
                return child != nullptr && child->rescan() && transaction.prepare(*child);
            };
            wasKilled = runKilledAt(step, openStore, [&] { return transaction.act(*child); });

            Result<std::unique_ptr<PluginStore>> store = PluginStore::open(folder);
            ASSERT_TRUE(store) << store.error().message;
            ASSERT_TRUE((*store)->rescan());
            seen.insert(summaryOf((*store)->state()));
            EXPECT_THAT(allowed, ::testing::Contains(summaryOf((*store)->state())));
            if (m_isWhole)
                expectTidy(**store, folder);
            m_readAfterwards(**store);
            if (HasFailure())
                return;
        }
        EXPECT_EQ(seen, allowed);
        EXPECT_GT(step, 4U) << "the steps were not seen";
    }

    /// Kills at each step in turn of opening a copy of the store, until that comes to its end; `expect` looks
    /// at what is opened afterwards. The steps.
    unsigned killWhileRecovering(const std::function<void(PluginStore&, const fs::path& folder)>& expect)
    {
        const fs::path folder = m_folder.path() / "copy";
        unsigned step = 0;
        for (bool wasKilled = true; wasKilled && !HasFailure();) {
            SCOPED_TRACE("killed at step " + std::to_string(++step));
            fs::remove_all(folder);
            fs::copy(m_storeFolder, folder, fs::copy_options::recursive);
            wasKilled = runKilledAt(
                step, [] { return true; }, [&] { return PluginStore::open(folder).hasValue(); });
            Result<std::unique_ptr<PluginStore>> store = PluginStore::open(folder);
            if (!store) {
                ADD_FAILURE() << store.error().message;
                break;
            }
            expect(**store, folder);
            expectTidy(**store, folder);
        }
        return step;
    }

    /// Installs in the child what was examined there.
    Transaction installing(const fs::path& package)
    {
        auto candidate = std::make_shared<std::optional<InstallCandidate>>();
        Transaction transaction;
        transaction.prepare = [candidate, package](PluginStore& store) {
            Result<InstallCandidate> examined = store.examine(package);
            if (examined)
                *candidate = std::move(*examined);
            return candidate->has_value();
        };
        transaction.act = [candidate](PluginStore& store) { return store.install(**candidate).hasValue(); };
        return transaction;
    }

    static Transaction doing(std::function<bool(PluginStore&)> act)
    {
        Transaction transaction;
        transaction.act = std::move(act);
        return transaction;
    }
};

TEST_F(StoreKill, WhileExamining)
{
    killEverywhere(doing([this](PluginStore& store) { return store.examine(m_first).hasValue(); }), {""});
}

TEST_F(StoreKill, WhileInstalling)
{
    killEverywhere(installing(m_first), {"", kGain + " 1.0.0 enabled"});
}

TEST_F(StoreKill, WhileUpdating)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    killEverywhere(installing(m_second), {kGain + " 1.0.0 enabled", kGain + " 2.0.0 enabled keeps-previous"});
}

TEST_F(StoreKill, WhileFinishingAnUpdate)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled keeps-previous");
    killEverywhere(doing([](PluginStore& store) { return store.finishUpdate(kGain).hasValue(); }),
                   {kGain + " 2.0.0 enabled keeps-previous", kGain + " 2.0.0 enabled"});
}

TEST_F(StoreKill, WhileGoingBack)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled keeps-previous");
    m_readAfterwards = [](PluginStore& store) {
        // The build that failed fails again, and the way back is as long as it was.
        if (store.state().plugins.at(0).previousFolder.empty())
            return;
        const Result<DesiredState> back = store.revertUpdate(kGain);
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(summaryOf(*back), kGain + " 1.0.0 enabled");
    };
    killEverywhere(doing([](PluginStore& store) { return store.revertUpdate(kGain).hasValue(); }),
                   {kGain + " 2.0.0 enabled keeps-previous", kGain + " 1.0.0 enabled"});
}

TEST_F(StoreKill, WhileSwitchingOff)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    killEverywhere(doing([](PluginStore& store) { return store.setEnabled(kGain, false).hasValue(); }),
                   {kGain + " 1.0.0 enabled", kGain + " 1.0.0 disabled"});
}

TEST_F(StoreKill, WhileSwitchingOn)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_TRUE(m_store->setEnabled(kGain, false));
    killEverywhere(doing([](PluginStore& store) { return store.setEnabled(kGain, true).hasValue(); }),
                   {kGain + " 1.0.0 disabled", kGain + " 1.0.0 enabled"});
}

/// The candidate was unpacked and nobody wants it.
TEST_F(StoreKill, WhileDiscarding)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    auto candidate = std::make_shared<InstallCandidate>();
    Transaction transaction;
    transaction.prepare = [candidate, package = m_second](PluginStore& store) {
        Result<InstallCandidate> examined = store.examine(package);
        if (examined)
            *candidate = std::move(*examined);
        return examined.hasValue();
    };
    transaction.act = [candidate](PluginStore& store) {
        store.discard(*candidate);
        return true;
    };
    killEverywhere(transaction, {kGain + " 1.0.0 enabled"});
}

TEST_F(StoreKill, WhileInstallingABareLibrary)
{
    killEverywhere(installing(pluginFile("two_builds_1")), {"", kGain + " 1.0.0 enabled"});
}

/// The same build again, over files that are damaged.
TEST_F(StoreKill, WhileRepairing)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    Transaction transaction = installing(m_first);
    transaction.prepare = [examine = transaction.prepare](PluginStore& store) {
        const Result<fs::path> library = store.library(store.state().plugins.at(0));
        std::ofstream(*library, std::ios::trunc) << "damaged";
        return examine(store);
    };
    m_isWhole = false;
    int repaired = 0;
    int damaged = 0;
    m_readAfterwards = [&](PluginStore& store) {
        const bool isRepaired = store.metadata(store.state().plugins.at(0)).hasValue();
        ++(isRepaired ? repaired : damaged);
    };
    killEverywhere(transaction, {kGain + " 1.0.0 enabled"});
    EXPECT_GT(repaired, 0);
    EXPECT_GT(damaged, 0);
}

/// A second update before the first was found to work.
TEST_F(StoreKill, WhileUpdatingAgain)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled keeps-previous");
    std::vector<ZipEntry> entries = gainEntries("two_builds_2", "2.0.0");
    entries[1].content = "Another licence.\n";
    writeZip(m_packages / "third.stplugin", entries);
    std::set<std::string> folders;
    m_readAfterwards = [&](PluginStore& store) { folders.insert(store.state().plugins.at(0).folder); };
    killEverywhere(installing(m_packages / "third.stplugin"), {kGain + " 2.0.0 enabled keeps-previous"});
    EXPECT_THAT(folders, ::testing::SizeIs(2)) << "the old one and the new one were both seen";
}

/// Somebody replaced files in place.
TEST_F(StoreKill, WhileTakingUpChangedFiles)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    Transaction transaction = doing([](PluginStore& store) { return store.rescan().hasValue(); });
    transaction.prepare = [](PluginStore& store) {
        std::ofstream(store.installedFolder(store.state().plugins.at(0)) / "LICENSE") << "changed";
        return true;
    };
    killEverywhere(transaction, {kGain + " 1.0.0 enabled"});
}

/// Once it is decided, opening the store finishes it.
TEST_F(StoreKill, WhileMarkingAnUninstallThatKeepsSettings)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    killEverywhere(doing([](PluginStore& store) { return store.markUninstall(kGain, true).hasValue(); }),
                   {kGain + " 1.0.0 enabled", ""});
}

TEST_F(StoreKill, WhileMarkingAnUninstallWithSettings)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    fs::create_directories(m_store->dataFolder(kGain));
    m_readAfterwards = [](PluginStore& store) {
        EXPECT_EQ(fs::exists(store.dataFolder(kGain)), !store.state().plugins.empty())
            << "the settings go with the plugin, and not without it";
    };
    killEverywhere(doing([](PluginStore& store) { return store.markUninstall(kGain, false).hasValue(); }),
                   {kGain + " 1.0.0 enabled", ""});
}

TEST_F(StoreKill, WhileFinishingAnUninstallThatKeepsSettings)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    fs::create_directories(m_store->dataFolder(kGain));
    std::ofstream(m_store->dataFolder(kGain) / "settings") << "x";
    Transaction transaction =
        doing([](PluginStore& store) { return store.finishUninstall(kGain).hasValue(); });
    transaction.prepare = [](PluginStore& store) { return store.markUninstall(kGain, true).hasValue(); };
    m_readAfterwards = [](PluginStore& store) {
        EXPECT_EQ(readText(store.dataFolder(kGain) / "settings"), "x");
    };
    killEverywhere(transaction, {""});
}

TEST_F(StoreKill, WhileFinishingAnUninstallWithSettings)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    fs::create_directories(m_store->dataFolder(kGain));
    std::ofstream(m_store->dataFolder(kGain) / "settings") << "x";
    Transaction transaction =
        doing([](PluginStore& store) { return store.finishUninstall(kGain).hasValue(); });
    transaction.prepare = [](PluginStore& store) { return store.markUninstall(kGain, false).hasValue(); };
    killEverywhere(transaction, {""});
    EXPECT_THAT(listingOf(m_folder.path() / "copy" / "data"), ::testing::IsEmpty());
}

TEST_F(StoreKill, WhileNotingWhatWasDone)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_TRUE(m_store->addToHistory("{\"number\":1}"));
    std::set<std::vector<std::string>> seen;
    m_readAfterwards = [&](PluginStore& store) { seen.insert(store.history()); };
    killEverywhere(doing([](PluginStore& store) { return store.addToHistory("{\"number\":2}").hasValue(); }),
                   {kGain + " 1.0.0 enabled"});
    EXPECT_THAT(
        seen, ::testing::UnorderedElementsAre(std::vector<std::string>{"{\"number\":1}"},
                                              std::vector<std::string>{"{\"number\":1}", "{\"number\":2}"}));
}

TEST_F(StoreKill, WhileOrderingDecoders)
{
    ASSERT_TRUE(m_store->setDecoderOrder("aac", {"org.example.old/aac"}));
    const DecoderOrder before = m_store->decoderOrder();
    ASSERT_TRUE(m_store->setDecoderOrder("aac", {"org.example.new/aac", "built-in"}));
    const DecoderOrder after = m_store->decoderOrder();
    ASSERT_TRUE(m_store->setDecoderOrder("aac", {"org.example.old/aac"}));
    std::set<std::string> seen;
    m_readAfterwards = [&](PluginStore& store) {
        EXPECT_THAT(store.decoderOrder(), ::testing::AnyOf(before, after));
        seen.insert(toJson(store.decoderOrder()));
    };
    killEverywhere(doing([](PluginStore& store) {
                       return store.setDecoderOrder("aac", {"org.example.new/aac", "built-in"}).hasValue();
                   }),
                   {""});
    EXPECT_THAT(seen, ::testing::UnorderedElementsAre(toJson(before), toJson(after)));
}

/// A start that has everything to clear up after, killed in turn.
TEST_F(StoreKill, WhileRecovering)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    const InstallCandidate candidate = examined(m_second);
    ASSERT_TRUE(m_store->markUninstall(kGain, false));
    fs::create_directories(m_store->dataFolder(kGain));
    fs::create_directories(m_storeFolder / "trash" / "0123456789abcdef" / "inside");
    fs::create_directories(m_storeFolder / "installed" / kGain / "0.9.0-00000000");
    std::ofstream(m_storeFolder / "desired.json.0a1b2c3d.tmp") << "half";
    m_store.reset();

    const unsigned steps = killWhileRecovering([](PluginStore& store, const fs::path& folder) {
        EXPECT_EQ(summaryOf(store.state()), "");
        EXPECT_THAT(listingOf(folder / "data"), ::testing::IsEmpty());
    });
    EXPECT_GT(steps, 10U);
}

/// The list of plugins and the order of decoders were lost: killed while they are made anew.
TEST_F(StoreKill, WhileRecoveringFromDamage)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    m_store.reset();
    std::ofstream(m_storeFolder / "desired.json", std::ios::trunc) << "{ half";
    std::ofstream(m_storeFolder / "decoder-order.json", std::ios::trunc) << "{ half";
    const unsigned steps = killWhileRecovering([](PluginStore& store, const fs::path& folder) {
        EXPECT_EQ(summaryOf(store.state()), kGain + " 1.0.0 disabled");
        for (const char* name : {"desired.json.damaged", "decoder-order.json.damaged"}) {
            EXPECT_EQ(readText(folder / name), "{ half");
            fs::remove(folder / name);
        }
    });
    EXPECT_GT(steps, 6U);
}

TEST_F(StoreKill, WhileMakingTheStore)
{
    const fs::path folder = m_folder.path() / "copy";
    unsigned step = 0;
    for (bool wasKilled = true; wasKilled;) {
        SCOPED_TRACE("killed at step " + std::to_string(++step));
        fs::remove_all(folder);
        wasKilled = runKilledAt(
            step, [] { return true; }, [&] { return PluginStore::open(folder).hasValue(); });
        Result<std::unique_ptr<PluginStore>> store = PluginStore::open(folder);
        ASSERT_TRUE(store) << store.error().message;
        expectTidy(**store, folder);
        ASSERT_FALSE(HasFailure());
    }
    EXPECT_GT(step, 6U);
}

} // namespace
} // namespace stellatune
