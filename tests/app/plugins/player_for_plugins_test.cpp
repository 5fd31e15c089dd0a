// A real plugin hears of a real player and commands it.
#include "app/playlist/file_path.h"
#include "app/plugins/player_requests.h"
#include "app/plugins/plugin_events.h"
#include "pluginapi/abi/status.h"
#include "pluginhost/worker/worker_endpoint.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/host/package/package_fixture.h"

#include <QCoreApplication>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using fixtures::waitFor;
using ::testing::HasSubstr;

const std::string kPlugin = "org.stellatune.test.gain";

class PlayerForPluginsTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite()
    {
        static int argumentCount = 1;
        static char name[] = "player_for_plugins_test";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite() { s_application.reset(); }

    PlayerForPluginsTest() : m_coordinator(settingsFor(m_folder.path())), m_player(nullDevice())
    {
        install(testing::gainPackage(m_folder.path(), "talker.stplugin", "talker"));
        EventHub& hub = m_coordinator.events();
        m_events = std::make_unique<PluginEvents>(m_player, m_playlist, hub);
        m_requests = std::make_unique<PlayerRequests>(m_player, m_playlist, m_coordinator.control(), hub);
        m_player.start();
        auto made = factoryOf<SourceInstance>(
            m_coordinator.registry().bind(kPlugin, CapabilityKind::Source, "talker"))("{}");
        if (!made)
            throw std::runtime_error(made.error().message);
        m_talker = std::move(*made);
    }

    static CoordinatorSettings settingsFor(const std::filesystem::path& folder)
    {
        CoordinatorSettings settings;
        settings.storeFolder = folder / "store";
        settings.hostVersion = "1.0.0";
        return settings;
    }
    static PlayerConfig nullDevice()
    {
        PlayerConfig config;
        config.output.device = {"null", ""};
        return config;
    }
    void install(const std::filesystem::path& package)
    {
        std::promise<IntentResult> ended;
        m_coordinator.examine(package, [&](Result<InstallCandidate> candidate) {
            if (!candidate)
                return ended.set_value({candidate.error(), {}});
            m_coordinator.install(std::move(*candidate), {},
                                  [&ended](const IntentResult& result) { ended.set_value(result); });
        });
        const IntentResult result = ended.get_future().get();
        if (result.error)
            throw std::runtime_error(result.error->message);
    }
    void addTrack(const char* name, uint32_t frames)
    {
        fixtures::writeWav(m_folder.path() / name, fixtures::sweep(frames));
        m_playlist.insertTracks(m_playlist.rowCount(), {makeTrack(toQString(m_folder.path() / name))});
    }

    std::unique_ptr<PluginOperation> begin(const PluginJson& request)
    {
        auto begun = m_talker->beginList(request.dump(), [] {});
        if (!begun)
            throw std::runtime_error(begun.error().message);
        return std::move(*begun);
    }
    static PluginJson answerOf(PluginOperation& operation)
    {
        const Result<std::string> text = operation.takeText();
        if (!text)
            throw std::runtime_error(text.error().message);
        return PluginJson::parse(*text);
    }
    /// What the plugin gets to hear, while the event loop of the window runs.
    PluginJson talk(const PluginJson& request)
    {
        const std::unique_ptr<PluginOperation> operation = begin(request);
        EXPECT_TRUE(waitFor([&] { return operation->poll().value() != PluginOperation::State::Pending; }));
        return answerOf(*operation);
    }
    PluginJson ask(const char* scope, const char* command, const PluginJson& fields = nullptr,
                   const char* id = "")
    {
        return talk({{"scope", scope}, {"command", command}, {"fields", fields}, {"id", id}});
    }
    /// Polls until an event comes whose payload holds `part`; those before it are passed over.
    PluginJson waitForEvent(const char* topic, const PluginJson& part)
    {
        PluginJson found;
        EXPECT_TRUE(waitFor([&] {
            const PluginJson answer = talk(PluginJson::object());
            for (const PluginJson& event : answer["events"])
                m_heard.push_back(event);
            while (!m_heard.empty() && found.is_null()) {
                const PluginJson event = std::move(m_heard.front());
                m_heard.erase(m_heard.begin());
                PluginJson merged = event["payload"];
                merged.update(part);
                if (event["topic"] == topic && merged == event["payload"])
                    found = event["payload"];
            }
            return !found.is_null();
        })) << topic
            << " " << part.dump();
        return found;
    }

    static std::unique_ptr<QCoreApplication> s_application;
    testing::TemporaryFolder m_folder;
    PluginRuntimeCoordinator m_coordinator;
    PlaylistModel m_playlist;
    PlayerController m_player;
    std::unique_ptr<PluginEvents> m_events;
    std::unique_ptr<PlayerRequests> m_requests;
    std::unique_ptr<SourceInstance> m_talker;
    std::vector<PluginJson> m_heard;
};

std::unique_ptr<QCoreApplication> PlayerForPluginsTest::s_application;

TEST_F(PlayerForPluginsTest, HearsWhatThePlayerDoes)
{
    addTrack("one.wav", 44'100);
    addTrack("two.wav", 441'000);
    EXPECT_EQ(waitForEvent("library.event", {{"event", "entries_added"}, {"total", 2}})["count"], 1);
    m_player.setQueue(m_playlist.entries());
    m_player.play();
    waitForEvent("player.event", {{"event", "state_changed"}, {"state", "playing"}});
    const PluginJson started = waitForEvent("player.event", {{"event", "track_started"}});
    EXPECT_EQ(started["title"], "one");
    EXPECT_EQ(started["file"], (m_folder.path() / "one.wav").string());
    EXPECT_EQ(started["entry"], m_playlist.idAt(0));
    const PluginJson tick = waitForEvent("player.tick", {{"entry", m_playlist.idAt(0)}});
    EXPECT_EQ(tick["state"], "playing");
    EXPECT_EQ(tick["duration_seconds"], 1.0);
    EXPECT_GE(tick["position_seconds"].get<double>(), 0.0);
    waitForEvent("player.event", {{"event", "track_finished"}, {"title", "one"}});
    m_player.setVolume(40.0);
    waitForEvent("player.event", {{"event", "volume_changed"}, {"percent", 40.0}, {"muted", false}});
    m_playlist.removeRange(0, 2);
    waitForEvent("library.event", {{"event", "entries_removed"}, {"count", 2}, {"total", 0}});
    m_player.stop();
    waitForEvent("player.event", {{"event", "state_changed"}, {"state", "stopped"}});
}

TEST_F(PlayerForPluginsTest, HearsWhatFailed)
{
    m_playlist.insertTracks(0, {makeTrack(toQString(m_folder.path() / "missing.wav"))});
    m_player.setQueue(m_playlist.entries());
    m_player.play();
    const PluginJson failed = waitForEvent("player.event", {{"event", "track_failed"}, {"title", "missing"}});
    EXPECT_THAT(failed["message"].get<std::string>(), HasSubstr("missing.wav"));
}

TEST_F(PlayerForPluginsTest, PublishesWhatBecameOfConfigurations)
{
    using Status = UpdateOutcome::Status;
    const std::pair<Status, const char*> kinds[] = {{Status::Applied, "applied"},
                                                    {Status::Recreated, "recreated"},
                                                    {Status::Rejected, "rejected"},
                                                    {Status::Failed, "failed"}};
    std::vector<PluginJson> published;
    const auto watch = m_coordinator.events().watch([&](std::string_view topic, std::string_view payload) {
        if (topic == "host.instance.config_update")
            published.push_back(PluginJson::parse(payload));
    });
    for (const auto& [status, name] : kinds) {
        const UpdateOutcome outcome{status, 7, "as it came", R"({"room": 2})", R"({"room": 1})"};
        PluginJson expected{{"capability", "dsp"}, {"plugin", kPlugin}, {"type", "gain"},        {"node", 3},
                            {"status", name},      {"generation", 7},   {"detail", "as it came"}};
        published.clear();
        emit m_player.dspConfigured({3, kPlugin, "gain", outcome});
        EXPECT_EQ(published, std::vector{expected}) << name;
        expected["capability"] = "output";
        expected.erase("node");
        published.clear();
        emit m_player.sinkConfigured({kPlugin, "gain", outcome});
        EXPECT_EQ(published, std::vector{expected}) << name;
    }
}

TEST_F(PlayerForPluginsTest, CommandsThePlayer)
{
    EXPECT_EQ(ask("player", "play")["status"], ST_ERR_STATE);
    EXPECT_EQ(ask("player", "pause")["status"], ST_ERR_STATE);
    addTrack("one.wav", 1'323'000);
    addTrack("two.wav", 1'323'000);
    EXPECT_EQ(ask("player", "state")["state"], "stopped");
    EXPECT_EQ(ask("player", "seek", {{"seconds", 2}})["status"], ST_ERR_STATE);

    EXPECT_EQ(ask("player", "play", nullptr, "first"), PluginJson::object());
    PluginJson finished = waitForEvent("host.control.finished", {{"request_id", "first"}});
    EXPECT_EQ(finished["status"], ST_OK);
    EXPECT_EQ(finished["state"], "playing");
    waitForEvent("player.event", {{"event", "track_started"}, {"title", "one"}});
    ASSERT_TRUE(waitFor([this] { return m_player.snapshot().seekable; }));
    EXPECT_EQ(ask("player", "seek", {{"seconds", 20}}), PluginJson::object());
    EXPECT_TRUE(waitFor([this] { return m_player.snapshot().positionSeconds >= 20.0; }));

    EXPECT_EQ(ask("player", "next"), PluginJson::object());
    waitForEvent("player.event", {{"event", "track_started"}, {"title", "two"}});
    const PluginJson current = ask("playlist", "current");
    EXPECT_EQ(current["title"], "two");
    EXPECT_EQ(current["row"], 1);
    EXPECT_EQ(current["count"], 2);
    ask("player", "previous");
    waitForEvent("player.event", {{"event", "track_started"}, {"title", "one"}});

    EXPECT_EQ(ask("player", "volume", {{"percent", 25}})["percent"], 25.0);
    EXPECT_EQ(m_player.volumePercent(), 25.0);
    EXPECT_EQ(ask("player", "state")["volume_percent"], 25.0);
    ask("player", "toggle", nullptr, "second");
    EXPECT_EQ(waitForEvent("host.control.finished", {{"request_id", "second"}})["state"], "paused");
    ask("player", "stop", nullptr, "third");
    EXPECT_EQ(waitForEvent("host.control.finished", {{"request_id", "third"}})["state"], "stopped");
}

TEST_F(PlayerForPluginsTest, SaysWhatItDoesNotKnow)
{
    const PluginJson scope = ask("moon", "play");
    EXPECT_EQ(scope["status"], ST_ERR_NO_HANDLER);
    EXPECT_THAT(scope["message"].get<std::string>(), HasSubstr("no scope \"moon\""));
    for (const char* known : {"player", "playlist"}) {
        const PluginJson command = ask(known, "dance");
        EXPECT_EQ(command["status"], ST_ERR_NO_HANDLER);
        EXPECT_THAT(command["message"].get<std::string>(), HasSubstr("no command \"dance\""));
    }
    for (const PluginJson& fields :
         {PluginJson::object(), PluginJson{{"percent", 101}}, PluginJson{{"percent", "loud"}},
          PluginJson{{"percent", nullptr}}, PluginJson::array({7})})
        EXPECT_EQ(ask("player", "volume", fields)["status"], ST_ERR_INVALID_ARGUMENT) << fields.dump();
    EXPECT_EQ(ask("player", "seek", {{"seconds", -1}})["status"], ST_ERR_INVALID_ARGUMENT);
    EXPECT_EQ(m_player.volumePercent(), 100.0);
}

TEST_F(PlayerForPluginsTest, AWindowThatEndsDropsWhatWaits)
{
    // Nobody runs the window's event loop from here on.
    const PluginJson request{{"scope", "player"}, {"command", "state"}};
    const std::unique_ptr<PluginOperation> waiting = begin(request);
    ASSERT_EQ(waiting->wait(100ms).value(), PluginOperation::State::Pending);
    m_requests.reset();
    ASSERT_EQ(waiting->wait(1s).value(), PluginOperation::State::Ready);
    EXPECT_EQ(answerOf(*waiting)["status"], ST_ERR_DROPPED);
    const std::unique_ptr<PluginOperation> late = begin(request);
    ASSERT_EQ(late->wait(1s).value(), PluginOperation::State::Ready);
    EXPECT_EQ(answerOf(*late)["status"], ST_ERR_DROPPED);
}

TEST_F(PlayerForPluginsTest, AnAnswerThatComesLateIsAnEvent)
{
    const std::unique_ptr<PluginOperation> waiting =
        begin({{"scope", "player"}, {"command", "volume"}, {"fields", {{"percent", 30}}}, {"id", "slow"}});
    ASSERT_EQ(waiting->wait(30s).value(), PluginOperation::State::Ready); // while the window hangs
    EXPECT_EQ(answerOf(*waiting)["status"], ST_ERR_TIMED_OUT);
    const PluginJson result = waitForEvent("host.control.result", {{"request_id", "slow"}});
    EXPECT_EQ(result["status"], ST_OK);
    EXPECT_EQ(result["answer"]["percent"], 30.0);
}

} // namespace
} // namespace stellatune
