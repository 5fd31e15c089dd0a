#include "app/playlist/player_controller.h"

#include "app/playlist/file_path.h"
#include "app/playlist/playlist_editor.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using fixtures::TempFolder;
using fixtures::waitFor;

struct PlayerControllerTest : testing::Test {
    TempFolder folder;
    PlaylistModel model;
    PlaylistEditor editor{model};

    static PlayerConfig nullDevice()
    {
        PlayerConfig config;
        config.output.device = {"null", ""};
        config.listDevices = [] {
            return std::vector<DeviceInfo>{{{"null", ""}, "Nobody hears it", true, 8, {}}};
        };
        return config;
    }
    QString tone(const char* name)
    {
        fixtures::writeWav(folder / name, fixtures::sweep(4410));
        return toQString(folder / name);
    }
};

TEST_F(PlayerControllerTest, CarriesOutAtTheStartWhatWasAskedForBefore)
{
    PlayerController controller(nullDevice());
    QSignalSpy started(&controller, &PlayerController::trackStarted);
    QSignalSpy finished(&controller, &PlayerController::queueFinished);
    QSignalSpy settings(&controller, &PlayerController::settingsChanged);
    const QList<EntryId> ids = editor.add({tone("1.wav"), tone("2.wav")});
    controller.setQueue(model.entries());
    controller.setVolume(40.0);
    controller.setVolume(40.0);
    controller.setRepeat(RepeatMode::Off);
    controller.setMuted(true);
    controller.playEntry(ids.at(0));
    EXPECT_FALSE(controller.isStarted());
    EXPECT_EQ(controller.snapshot().state, PlaybackState::Stopped);
    EXPECT_EQ(settings.count(), 2);

    controller.start();
    controller.start();
    ASSERT_TRUE(waitFor([&] { return finished.count() == 1; }));
    ASSERT_EQ(started.count(), 2);
    EXPECT_EQ(started.at(0).at(0).value<EntryId>(), ids.at(0));
    EXPECT_EQ(started.at(1).at(0).value<EntryId>(), ids.at(1));
    EXPECT_EQ(controller.volumePercent(), 40.0);
    EXPECT_TRUE(controller.isMuted());
}

TEST_F(PlayerControllerTest, TellsWhatFailedAndGoesOn)
{
    PlayerController controller(nullDevice());
    QSignalSpy failed(&controller, &PlayerController::trackFailed);
    QSignalSpy finished(&controller, &PlayerController::queueFinished);
    const QList<EntryId> ids = editor.add({toQString(folder / "missing.wav"), tone("2.wav")});
    controller.start();
    controller.setQueue(model.entries());
    controller.play();
    ASSERT_TRUE(waitFor([&] { return finished.count() == 1; }));
    ASSERT_GE(failed.count(), 1);
    EXPECT_EQ(failed.at(0).at(0).value<EntryId>(), ids.at(0));
    EXPECT_TRUE(failed.at(0).at(1).toString().contains("missing.wav"));
}

TEST_F(PlayerControllerTest, ListsDevices)
{
    PlayerController controller(nullDevice());
    QSignalSpy listed(&controller, &PlayerController::devicesListed);
    controller.requestDevices();
    controller.start();
    ASSERT_TRUE(waitFor([&] { return listed.count() == 1; }));
    const auto devices = listed.at(0).at(0).value<QList<DeviceInfo>>();
    ASSERT_EQ(devices.size(), 1);
    EXPECT_EQ(devices.first().description, "Nobody hears it");
}

TEST_F(PlayerControllerTest, CanBeDestroyedWhilePlaying)
{
    const QList<EntryId> ids = editor.add({tone("1.wav")});
    for (int i = 0; i < 5; ++i) {
        PlayerController controller(nullDevice());
        controller.setQueue(model.entries());
        controller.setRepeat(RepeatMode::All);
        controller.playEntry(ids.first());
        controller.start();
        if (i > 0) {
            ASSERT_TRUE(waitFor([&] { return controller.snapshot().current != 0; }));
        }
    }
}

} // namespace
} // namespace stellatune
