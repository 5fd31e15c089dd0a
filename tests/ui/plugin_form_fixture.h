// Forms for the settings of plugins, over a real runtime and player, without the window.
#pragma once

#include "app/playlist/file_path.h"
#include "app/playlist/player_controller.h"
#include "app/ui/settings/plugin_desk.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/host/package/package_fixture.h"

#include <gtest/gtest.h>

#include <memory>

namespace stellatune::testing {

using fixtures::waitFor;

class PluginFormTest : public ::testing::Test {
  protected:
    PluginFormTest()
    {
        CoordinatorSettings settings;
        settings.storeFolder = m_folder / "store";
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
        m_desk.attach(*m_coordinator, false);
        EXPECT_TRUE(waitFor([this] { return m_desk.state() == PluginDesk::State::Ready; }));
        PlayerConfig config;
        config.output.device = {"null", {}};
        config.makeDevice = [](const DeviceChoice& choice) { // nobody wants to hear it
            return makeOutputDevice(choice.isAutomatic() ? DeviceChoice{"null", {}} : choice);
        };
        m_player = std::make_unique<PlayerController>(std::move(config));
    }
    ~PluginFormTest() override
    {
        m_player.reset();
        m_desk.detach();
        m_coordinator.reset();
    }

    void install(const QString& package, const std::string& id)
    {
        m_desk.examine(package, &m_asker, [this](const Result<InstallCandidate>& candidate) {
            ASSERT_TRUE(candidate);
            m_desk.install(*candidate, {});
        });
        EXPECT_TRUE(waitFor([&] { return m_desk.find(id) && m_desk.busyText(id).isEmpty(); }));
    }
    void installFixture(const std::string& fixture, const std::string& id)
    {
        install(toQString(packageNamed(m_folder.path(), id, fixture)), id);
    }
    void play(const std::filesystem::path& file)
    {
        m_player->setQueue(std::make_shared<std::vector<QueueEntry>>(std::vector<QueueEntry>{{1, file}}));
        m_player->playEntry(1);
        ASSERT_TRUE(waitFor([this] { return m_player->snapshot().positionSeconds > 0.1; }));
    }

    fixtures::TempFolder m_folder;
    QObject m_asker;
    PluginDesk m_desk;
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
    std::unique_ptr<PlayerController> m_player; ///< not started
};

} // namespace stellatune::testing
