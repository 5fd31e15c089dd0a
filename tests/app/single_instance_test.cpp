#include "app/automation/single_instance.h"

#include "app/playlist/file_path.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"

#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/stat.h>

namespace stellatune {
namespace {

using fixtures::TempFolder;
using fixtures::waitFor;

const QStringList kFiles{"/a b.flac", "/ä/日本.mp3", "/-x%.ogg", "/line\nbreak.wav"};

struct SingleInstanceTest : testing::Test {
    TempFolder folder;
    QString path = toQString(folder.path());
    QProcess process;

    /// The program again, as a process of its own.
    void start(const QStringList& files)
    {
        process.start(QCoreApplication::applicationFilePath(), QStringList({"--role=start", path}) + files);
    }
};

TEST_F(SingleInstanceTest, ASecondStartHandsItsFilesOverAndEnds)
{
    auto claim = claimOrHandOver(path, {});
    ASSERT_TRUE(claim);
    ASSERT_TRUE(claim->folder && claim->instance);
    QSignalSpy spy(claim->instance.get(), &SingleInstance::handedOver);
    start(kFiles);
    ASSERT_TRUE(waitFor([&] { return process.state() == QProcess::NotRunning; }));
    EXPECT_EQ(process.exitCode(), 0);
    EXPECT_EQ(process.readAllStandardOutput(), "handed over\n");
    ASSERT_EQ(spy.count(), 1);
    EXPECT_EQ(spy.at(0).at(0).value<HandOver>(), (HandOver{kFiles, true}));
}

TEST_F(SingleInstanceTest, OnlyTheUserReachesIt)
{
    auto claim = claimOrHandOver(path, {});
    ASSERT_TRUE(claim && claim->instance);
    struct stat status {};
    ASSERT_EQ(stat((folder / "instance.socket").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0077, 0U);
}

TEST_F(SingleInstanceTest, ASocketLeftByAKilledProcessIsReplaced)
{
    start({});
    ASSERT_TRUE(process.waitForReadyRead(30'000));
    process.kill();
    ASSERT_TRUE(process.waitForFinished());
    ASSERT_TRUE(std::filesystem::exists(folder / "instance.socket"));
    auto claim = claimOrHandOver(path, {kFiles, true});
    ASSERT_TRUE(claim);
    EXPECT_TRUE(claim->folder && claim->instance);
}

TEST_F(SingleInstanceTest, AFrozenFirstProcessIsNotWaitedForEndlessly)
{
    start({});
    ASSERT_TRUE(process.waitForReadyRead(30'000));
    ASSERT_EQ(::kill(static_cast<pid_t>(process.processId()), SIGSTOP), 0);
    auto claim = claimOrHandOver(path, {kFiles, true}, std::chrono::milliseconds(300));
    ASSERT_FALSE(claim);
    EXPECT_NE(claim.error().message.find(path.toStdString()), std::string::npos);
    ::kill(static_cast<pid_t>(process.processId()), SIGCONT);
    process.kill();
    process.waitForFinished();
}

TEST_F(SingleInstanceTest, ALargeMessageArrivesAndATooLargeOneIsRefusedHere)
{
    auto claim = claimOrHandOver(path, {});
    ASSERT_TRUE(claim && claim->instance);
    QSignalSpy spy(claim->instance.get(), &SingleInstance::handedOver);
    QStringList many;
    for (int i = 0; i < 50'000; ++i)
        many.append(QStringLiteral("/some/folder/with/a/name/%1.flac").arg(i));
    // From a thread, because the answer comes from the event loop here.
    std::atomic<bool> done{false};
    bool sent = false;
    std::thread sender([&] {
        sent = static_cast<bool>(SingleInstance::send(path, {many, true}, std::chrono::seconds(20)));
        done = true;
    });
    EXPECT_TRUE(waitFor([&] { return done.load(); }));
    sender.join();
    EXPECT_TRUE(sent);
    ASSERT_EQ(spy.count(), 1);
    EXPECT_EQ(spy.at(0).at(0).value<HandOver>().files, many);
    EXPECT_FALSE(SingleInstance::send(path, {many + many + many, true}, std::chrono::seconds(1)));
}

TEST_F(SingleInstanceTest, GarbageIsRefusedWithoutHarm)
{
    auto claim = claimOrHandOver(path, {});
    ASSERT_TRUE(claim && claim->instance);
    QSignalSpy spy(claim->instance.get(), &SingleInstance::handedOver);
    const QByteArray json = R"({"files":[1]})";
    const std::vector<QByteArray> garbage{
        "GET / HTTP/1.1\r\n\r\n", QByteArray(100'000, '\xff'), QByteArray("STLN\xff\xff\xff\xff", 8) + "x",
        QByteArray("STLN\0\0\0\x04", 8) + "null", QByteArray("STLN\0\0\0\x0d", 8) + json};
    for (const QByteArray& bytes : garbage) {
        QLocalSocket socket;
        socket.connectToServer(path + "/instance.socket");
        ASSERT_TRUE(socket.waitForConnected());
        socket.write(bytes);
        EXPECT_TRUE(waitFor([&] { return socket.state() == QLocalSocket::UnconnectedState; }));
        EXPECT_EQ(socket.readAll(), "");
    }
    EXPECT_EQ(spy.count(), 0);
    QLocalSocket silent; // says nothing; does not keep others out
    silent.connectToServer(path + "/instance.socket");
    ASSERT_TRUE(silent.waitForConnected());
    start(kFiles);
    EXPECT_TRUE(waitFor([&] { return spy.count() == 1; }));
    EXPECT_TRUE(waitFor([&] { return process.state() == QProcess::NotRunning; }));
}

TEST_F(SingleInstanceTest, ALongFolderNameWorksToo)
{
    path += QStringLiteral("/") + QString(150, QLatin1Char('x'));
    auto claim = claimOrHandOver(path, {});
    ASSERT_TRUE(claim);
    ASSERT_TRUE(claim->instance);
    QSignalSpy spy(claim->instance.get(), &SingleInstance::handedOver);
    start(kFiles);
    EXPECT_TRUE(waitFor([&] { return spy.count() == 1; }));
    EXPECT_TRUE(waitFor([&] { return process.state() == QProcess::NotRunning; }));
}

} // namespace
} // namespace stellatune
