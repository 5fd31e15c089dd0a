// The window's end of the command line, and callers of every kind.
#include "app/plugins/message_frame.h"
#include "app/plugins/plugin_client.h"
#include "app/plugins/plugin_requests.h"
#include "pluginhost/runtime/plugin_log_file.h"
#include "tests/app/plugins/running_window.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/host/package/package_fixture.h"

#include <QCoreApplication>
#include <QLocalSocket>

#include <fstream>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace stellatune {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr int kPatienceMs = 30'000;

class PluginServerTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite()
    {
        static int argumentCount = 1;
        static char name[] = "plugin_server_test";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite() { s_application.reset(); }

    PluginServerTest()
    {
        m_window.emplace(m_folder.path());
        EXPECT_TRUE(testing::comesTrue([this] { return std::filesystem::exists(socketFile()); }));
    }

    std::filesystem::path socketFile() const { return m_folder.path() / "plugins.socket"; }
    QString dataFolder() const { return QString::fromStdString(m_folder.path().string()); }
    Result<PluginJson> ask(const PluginJson& request) const
    {
        return askWindowAboutPlugins(dataFolder(), request);
    }
    size_t installed() const { return ask({{"command", "list"}}).value()["plugins"].size(); }

    void connect(QLocalSocket& socket) const
    {
        socket.connectToServer(pluginSocket(dataFolder()));
        ASSERT_TRUE(socket.waitForConnected(kPatienceMs));
    }
    /// All that the server answers before it closes the connection.
    QByteArray answerTo(const QByteArray& bytes) const
    {
        QLocalSocket socket;
        connect(socket);
        socket.write(bytes);
        QByteArray answer;
        while (socket.state() == QLocalSocket::ConnectedState && socket.waitForReadyRead(kPatienceMs))
            answer += socket.readAll();
        EXPECT_NE(socket.state(), QLocalSocket::ConnectedState);
        return answer + socket.readAll();
    }
    PluginJson installRequest() const
    {
        return {{"command", "install"}, {"file", testing::gainPackage(m_folder.path()).string()}};
    }

    static std::unique_ptr<QCoreApplication> s_application;
    testing::TemporaryFolder m_folder;
    std::optional<testing::RunningWindow> m_window;
};

std::unique_ptr<QCoreApplication> PluginServerTest::s_application;

TEST_F(PluginServerTest, OnlyTheUserReachesIt)
{
    struct stat status {};
    ASSERT_EQ(stat(socketFile().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0077, 0U);
}

TEST_F(PluginServerTest, AnswersAndCarriesOut)
{
    EXPECT_EQ(installed(), 0u);
    const Result<PluginJson> answer = ask(installRequest());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ((*answer)["plugin"]["id"], "org.stellatune.test.gain");
    EXPECT_EQ((*answer)["report"]["status"], "applied");
    EXPECT_EQ(installed(), 1u);
    EXPECT_THAT(m_window->coordinator().leases(), SizeIs(1));
}

TEST_F(PluginServerTest, WhatTheUserLookedAtIsWhatIsInstalled)
{
    PluginJson request = installRequest();
    request["sha256"] = std::string(64, '0');
    const Result<PluginJson> answer = ask(request);
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().message, HasSubstr("has changed since"));
    EXPECT_EQ(installed(), 0u);
    EXPECT_TRUE(testing::comesTrue(
        [this] { return testing::listingOf(m_folder.path() / "plugins" / "incoming").empty(); }));
}

TEST_F(PluginServerTest, RefusesWhatIsNoRequest)
{
    for (const char* text : {"{\"command\":", "[]", "7", "{}", "{\"command\":7}", "{\"command\":\"dance\"}",
                             "{\"command\":\"install\",\"file\":\"relative\"}"}) {
        EXPECT_THAT(answerTo(toFrame(text)).toStdString(), HasSubstr("invalid_argument")) << text;
    }
    EXPECT_EQ(installed(), 0u);
}

TEST_F(PluginServerTest, CutsOffWhatIsNoMessage)
{
    EXPECT_TRUE(answerTo("GET / HTTP/1.1\r\n\r\n").isEmpty());
    EXPECT_EQ(installed(), 0u);
}

TEST_F(PluginServerTest, CutsOffAMessageThatIsTooLong)
{
    const std::string longText(PluginServer::kMaxRequestBytes + 1, ' ');
    EXPECT_TRUE(answerTo(toFrame(longText)).isEmpty());
    EXPECT_EQ(installed(), 0u);
}

TEST_F(PluginServerTest, AnswersOthersWhileOneSendsNothing)
{
    QLocalSocket silent;
    connect(silent);
    silent.write("ST");
    ASSERT_TRUE(silent.flush() || silent.waitForBytesWritten(kPatienceMs));
    EXPECT_EQ(installed(), 0u);
    EXPECT_EQ(silent.state(), QLocalSocket::ConnectedState);
}

TEST_F(PluginServerTest, BearsCallersThatHangUp)
{
    {
        QLocalSocket half;
        connect(half);
        half.write(toFrame("{\"command\":\"list\"}").left(11));
        half.waitForBytesWritten(kPatienceMs);
        half.abort();
    }
    {
        QLocalSocket impatient;
        connect(impatient);
        impatient.write(toFrame(installRequest().dump()));
        impatient.waitForBytesWritten(kPatienceMs);
        impatient.disconnectFromServer();
    }
    EXPECT_TRUE(testing::comesTrue([this] { return installed() == 1; })) << "it is carried out all the same";
}

TEST_F(PluginServerTest, CanEndWhileACallerWaits)
{
    QLocalSocket waiting;
    connect(waiting);
    waiting.write(toFrame(installRequest().dump()));
    ASSERT_TRUE(waiting.waitForBytesWritten(kPatienceMs));
    m_window->endServer();
    EXPECT_EQ(ask({{"command", "list"}}).error().code, ErrorCode::NotFound);
}

TEST_F(PluginServerTest, SaysWhyItsPluginsCannotBeRead)
{
    m_window.reset();
    const Result<std::unique_ptr<PluginStore>> taken = PluginStore::open(m_folder.path() / "plugins");
    ASSERT_TRUE(taken) << taken.error().message;
    m_window.emplace(m_folder.path());
    EXPECT_TRUE(testing::comesTrue([this] { return std::filesystem::exists(socketFile()); }));
    for (const char* command : {"list", "apply"}) {
        const Result<PluginJson> answer = ask({{"command", command}});
        ASSERT_FALSE(answer) << command;
        EXPECT_THAT(answer.error().message, HasSubstr(std::to_string(getpid()))) << command;
    }
}

/// Takes callers at a window's address and ends, as a window that is killed does.
class DyingWindow {
  public:
    explicit DyingWindow(const std::filesystem::path& socketFile)
        : m_listener(socket(AF_UNIX, SOCK_STREAM, 0)), m_file(socketFile)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        m_file.string().copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(listen(m_listener, 1), 0);
        m_thread = std::thread([this] {
            const int caller = accept(m_listener, nullptr, nullptr);
            std::filesystem::remove(m_file);
            close(caller);
        });
    }
    ~DyingWindow()
    {
        m_thread.join();
        close(m_listener);
    }

  private:
    const int m_listener;
    const std::filesystem::path m_file;
    std::thread m_thread;
};

TEST_F(PluginServerTest, AWindowThatIsKilledMeanwhileIsToldOf)
{
    m_window.reset();
    const DyingWindow window(socketFile());
    const Result<PluginJson> answer = askAboutPlugins(dataFolder(), installRequest());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Busy);
    EXPECT_THAT(answer.error().message, HasSubstr("plugins list"));
}

TEST_F(PluginServerTest, WhatAWindowDidNotComeToAnswerIsAnsweredWithoutIt)
{
    m_window.reset();
    const DyingWindow window(socketFile());
    const Result<PluginJson> answer = askAboutPlugins(dataFolder(), {{"command", "status"}});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ((*answer)["window"], false);
}

TEST_F(PluginServerTest, IsReachedByWhateverLinkLeadsToTheFolder)
{
    const std::filesystem::path shortLink = m_folder.path() / "link";
    const std::filesystem::path folder = m_folder.path() / std::string(100, 'x');
    std::filesystem::create_directory(folder);
    std::filesystem::create_directory_symlink(folder, shortLink);
    EXPECT_EQ(pluginSocket(QString::fromStdString(shortLink.string())),
              pluginSocket(QString::fromStdString(folder.string())));
}

TEST_F(PluginServerTest, TakesFilesWhoseNamesAreNoUtf8)
{
    const std::filesystem::path file = m_folder.path() / "100% Caf\xE9.stplugin";
    std::filesystem::rename(testing::gainPackage(m_folder.path()), file);
    const PluginJson request{{"command", "install"}, {"file", fileText(file)}};
    EXPECT_TRUE(ask(request));
    m_window.reset();
    EXPECT_TRUE(askAboutPlugins(dataFolder(), request));
}

TEST_F(PluginServerTest, AQueryOfAFolderThatIsNotThereMakesNothing)
{
    const std::filesystem::path missing = m_folder.path() / "typo";
    for (const char* command : {"list", "status", "history", "leases", "log"}) {
        const Result<PluginJson> answer =
            askAboutPlugins(QString::fromStdString(missing.string()), {{"command", command}});
        EXPECT_TRUE(answer) << command;
        EXPECT_FALSE(std::filesystem::exists(missing)) << command;
    }
}

TEST_F(PluginServerTest, WithoutAWindowTheKeptLinesAreTold)
{
    m_window.reset();
    const PluginLog::Line line{0, 1'700'000'000'250, LogLevel::Warning, "org.example.aac", "It was here."};
    ASSERT_TRUE(PluginLogFile(m_folder.path() / "plugins").append({line}));
    const Result<PluginJson> answer = askAboutPlugins(dataFolder(), {{"command", "log"}});
    ASSERT_TRUE(answer) << answer.error().message;
    ASSERT_THAT((*answer)["lines"], SizeIs(1));
    EXPECT_EQ((*answer)["lines"][0]["text"], "It was here.");
    EXPECT_EQ((*answer)["last"], 1);
}

TEST_F(PluginServerTest, ACrashIsLeftForTheWindowToTell)
{
    ASSERT_TRUE(ask(installRequest()));
    m_window.reset();
    const std::filesystem::path note = m_folder.path() / "plugins" / "crashes" / "1.crash";
    std::filesystem::create_directories(note.parent_path());
    std::ofstream(note) << "org.stellatune.test.gain\nDspVTable::process\nsegmentation fault\n";
    ASSERT_TRUE(askAboutPlugins(dataFolder(), {{"command", "apply"}}));
    EXPECT_TRUE(std::filesystem::exists(note));
    const PluginJson list = askAboutPlugins(dataFolder(), {{"command", "list"}}).value();
    EXPECT_EQ(list["plugins"][0]["enabled"], true);
    EXPECT_THAT(list["plugins"][0]["detail"].get<std::string>(), HasSubstr("segmentation fault"));
}

TEST_F(PluginServerTest, WithoutAWindowTheCommandWorksByItself)
{
    m_window.reset();
    const Result<PluginJson> answer = askAboutPlugins(dataFolder(), installRequest());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ((*answer)["report"]["status"], "applied");
    m_window.emplace(m_folder.path());
    EXPECT_TRUE(testing::comesTrue([this] { return std::filesystem::exists(socketFile()); }));
    EXPECT_EQ(installed(), 1u);
}

} // namespace
} // namespace stellatune
