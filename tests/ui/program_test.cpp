// The program from its start to its end: the session it remembers, and the second start.
#include "app/composition.h"
#include "app/playlist/file_path.h"
#include "app/ui/actions.h"
#include "app/ui/playlist_page.h"
#include "app/ui/playlist_view.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/encoded_audio.h"

#include <QFile>

#include <gtest/gtest.h>

#include <csignal>

namespace stellatune::testing {
namespace {

using fixtures::waitFor;

class ProgramTest : public ::testing::Test {
  protected:
    QString dataFolder() const { return toQString(m_folder / "data"); }

    std::string makeFile(const std::string& name)
    {
        fixtures::writeWav(m_folder / name, fixtures::sweep(10 * 44'100));
        return (m_folder / name).string();
    }

    std::unique_ptr<Composition> start(const std::vector<std::string>& files)
    {
        CommandLine commandLine;
        commandLine.device = DeviceChoice{"null", {}};
        for (const std::string& file : files)
            commandLine.files.append(QString::fromStdString(file));
        Result<Claim> claim = claimOrHandOver(dataFolder(), {});
        EXPECT_TRUE(claim);
        auto program = std::make_unique<Composition>(std::move(*claim), commandLine, QString());
        program->showWindow();
        return program;
    }

    QByteArray savedSession() const
    {
        QFile file(toQString(m_folder / "data" / "session.json"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::vector<std::string> command(const std::string& file) const
    {
        return {"env",
                "QT_QPA_PLATFORM=offscreen",
                STELLATUNE_PROGRAM,
                "--device=null",
                "--data-dir=" + (m_folder / "data").string(),
                "--no-play",
                file};
    }

    fixtures::TempFolder m_folder;
};

TEST_F(ProgramTest, RemembersPlaylistPlaceVolumeAndLooks)
{
    const std::vector<std::string> files{makeFile("one.wav"), makeFile("two.wav")};
    {
        const auto program = start(files);
        auto& model = *program->window().findChild<PlaylistView*>()->model();
        ASSERT_TRUE(waitFor([&] { return model.rowCount() == 2; }));
        const Actions& actions = program->window().actions();
        ASSERT_TRUE(waitFor([&] { return actions.seekForward->isEnabled(); }));
        actions.next->trigger();
        ASSERT_TRUE(waitFor([&] { return program->window().windowTitle() == QStringLiteral("two"); }));
        actions.seekForward->trigger();
        actions.volumeDown->trigger();
        actions.sidePanel->trigger();
        actions.playPause->trigger();
        actions.repeat->actions().at(1)->trigger();
        actions.theme->actions().at(2)->trigger();
        program->window().resize(900, 600);
        const auto* seek = program->window().findChild<QSlider*>(QStringLiteral("seekSlider"));
        ASSERT_TRUE(waitFor(
            [&] { return seek->value() >= 4'500 && actions.playPause->text() == QStringLiteral("&Play"); }));
    }
    {
        const auto program = start({});
        auto& model = *program->window().findChild<PlaylistView*>()->model();
        EXPECT_EQ(model.rowCount(), 2);
        EXPECT_EQ(program->window().windowTitle(), QStringLiteral("two"));
        EXPECT_EQ(program->window().size(), QSize(900, 600));
        const Actions& actions = program->window().actions();
        EXPECT_TRUE(actions.repeat->actions().at(1)->isChecked());
        EXPECT_TRUE(actions.theme->actions().at(2)->isChecked());
        EXPECT_FALSE(actions.sidePanel->isChecked());
        EXPECT_EQ(program->window().findChild<QSlider*>(QStringLiteral("volumeSlider"))->value(), 95);
        const auto* seek = program->window().findChild<QSlider*>(QStringLiteral("seekSlider"));
        EXPECT_TRUE(waitFor([&] { return seek->value() >= 4'500; }));
        EXPECT_EQ(actions.playPause->text(), QStringLiteral("&Play")); // it waits for the listener
    }
}

TEST_F(ProgramTest, ASecondStartHandsItsFilesToTheFirst)
{
    const std::string one = makeFile("one.wav");
    const std::string two = makeFile("two.wav");
    ChildProcess first(command(one));
    ASSERT_TRUE(waitFor([&] { return savedSession().contains("one.wav"); }));

    ChildProcess second(command(two));
    EXPECT_EQ(second.wait(), 0);
    EXPECT_TRUE(first.isRunning());
    EXPECT_TRUE(waitFor([&] { return savedSession().contains("two.wav"); }));

    first.send(SIGTERM); // asks it to quit as a logout does
    EXPECT_EQ(first.wait(), 0);
}

TEST_F(ProgramTest, HelpAndVersionNeedNoDisplay)
{
    for (const char* option : {"--help", "--version"}) {
        ChildProcess program({"env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM=xcb",
                              STELLATUNE_PROGRAM, option});
        EXPECT_EQ(program.wait(), 0) << option;
    }
    ChildProcess wrong({STELLATUNE_PROGRAM, "--no-such-option"});
    EXPECT_EQ(wrong.wait(), 2);
}

} // namespace
} // namespace stellatune::testing
