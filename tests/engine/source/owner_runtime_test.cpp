// Sources and lyrics providers under the whole runtime: a real store, real libraries that are mapped and
// unmapped, and nobody who tells the owners anything but the runtime.
#include "engine/source/query_desk.h"
#include "pluginhost/module/residency.h"
#include "pluginhost/runtime/coordinator.h"
#include "tests/engine/source/reply.h"
#include "tests/engine/source/scripted_plugin.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <array>
#include <future>
#include <thread>

#include <QCoreApplication>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using testing::comesTrue;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Reply;
using testing::ScriptedPlugin;
using ::testing::SizeIs;
using StreamPtr = std::shared_ptr<StreamLease>;

const std::string kPlugin = "org.stellatune.test.scripted";
const ProviderId kScripted{kPlugin, "scripted"};

class OwnersUnderTheRuntime : public ::testing::Test {
  protected:
    static void SetUpTestSuite()
    {
        static int argumentCount = 1;
        static char name[] = "owner_runtime_test";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite() { s_application.reset(); }

    OwnersUnderTheRuntime()
    {
        CoordinatorSettings settings;
        settings.storeFolder = m_folder.path() / "store";
        settings.hostVersion = "1.0.0";
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
        m_coordinator->control().setHandler(
            [this](const ControlRequest& request, const std::shared_ptr<ControlReply>& reply) {
                ScriptedPlugin::Answer answer = m_plugin.answer(
                    {request.command, static_cast<unsigned>(std::stoul(request.requestId)), request.fields});
                reply->answer({answer.status, std::move(answer.text)});
            });
        QueryDeskSetup setup;
        setup.bind = [this](const std::string& pluginId, CapabilityKind kind, const std::string& typeId,
                            std::function<void()> wake) {
            return m_coordinator->registry().bind(pluginId, kind, typeId, std::move(wake));
        };
        setup.lyricsProviders = [] { return std::vector{kScripted}; };
        setup.now = [this] {
            return DeadlineTimer::Clock::time_point(std::chrono::hours(1)) +
                   std::chrono::milliseconds(m_elapsedMs.load());
        };
        m_desk = std::make_unique<QueryDesk>(std::move(setup));
        install(1);
    }
    ~OwnersUnderTheRuntime() override
    {
        m_plugin.openGate();
        EXPECT_THAT(m_desk->shutDown(60s), IsEmpty());
        m_coordinator.reset();
        EXPECT_EQ(mappedFiles(), 0U);
        EXPECT_EQ(m_plugin.liveInstances(), 0U);
        EXPECT_EQ(m_plugin.wrongThreads(), 0U);
    }

    /// Runs an intent and waits for its end.
    template <typename Intent>
    ApplyReport run(Intent intent)
    {
        std::promise<IntentResult> ended;
        intent([&ended](const IntentResult& result) { ended.set_value(result); });
        const IntentResult result = ended.get_future().get();
        EXPECT_FALSE(result.error) << result.error->message;
        return result.report.value_or(ApplyReport{});
    }
    void install(int build)
    {
        std::promise<Result<InstallCandidate>> examined;
        m_coordinator->examine(
            testing::pluginFile("source_scripted_" + std::to_string(build)),
            [&examined](Result<InstallCandidate> candidate) { examined.set_value(std::move(candidate)); });
        Result<InstallCandidate> candidate = examined.get_future().get();
        ASSERT_TRUE(candidate) << candidate.error().message;
        InstallConsent consent;
        consent.downgrade = true;
        run([&](auto done) { m_coordinator->install(std::move(*candidate), consent, done); });
    }
    void setEnabled(bool enabled)
    {
        run([&](auto done) { m_coordinator->setEnabled(kPlugin, enabled, done); });
    }
    void uninstall()
    {
        run([&](auto done) { m_coordinator->uninstall(kPlugin, false, done); });
    }

    Reply<std::string> list()
    {
        Reply<std::string> reply;
        m_desk->listSource(kScripted, "{}", reply.completion());
        return reply;
    }
    Reply<StreamPtr> open()
    {
        Reply<StreamPtr> reply;
        m_desk->openStream(kScripted, "song", reply.completion());
        return reply;
    }
    Reply<LyricsFound> search()
    {
        Reply<LyricsFound> reply;
        m_desk->searchLyrics({}, reply.completion());
        return reply;
    }
    void pass(std::chrono::milliseconds time)
    {
        m_elapsedMs += time.count();
        m_desk->clockMoved();
    }

    size_t mappedFiles() const { return mappedFilesBelow(m_folder.path() / "store").size(); }
    std::vector<LeaseView::State> leaseStates() const
    {
        std::vector<LeaseView::State> states;
        for (const LeaseView& lease : m_coordinator->leases())
            states.push_back(lease.state);
        return states;
    }
    void expectUnloaded()
    {
        EXPECT_TRUE(comesTrue([this] { return m_coordinator->leases().empty() && mappedFiles() == 0; }));
    }

    static std::unique_ptr<QCoreApplication> s_application;
    testing::TemporaryFolder m_folder;
    ScriptedPlugin m_plugin;
    std::atomic<int64_t> m_elapsedMs = 0;
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
    std::unique_ptr<QueryDesk> m_desk;
};

std::unique_ptr<QCoreApplication> OwnersUnderTheRuntime::s_application;

TEST_F(OwnersUnderTheRuntime, DisablingCancelsAQueryThatRunsAndUnloads)
{
    m_plugin.on("list", m_plugin.atGate());
    const Reply<std::string> running = list();
    m_plugin.awaitCount("list", 1);
    setEnabled(false);
    EXPECT_EQ(running.end(), QueryEnd::Cancelled);
    EXPECT_THAT(running.error().message, HasSubstr("the plugin was disabled"));
    expectUnloaded();
    EXPECT_EQ(list().end(), QueryEnd::Failed);

    m_plugin.on("list", nullptr);
    setEnabled(true);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
}

TEST_F(OwnersUnderTheRuntime, AnOpenStreamPlaysToItsEndAfterItsPluginIsDisabled)
{
    StreamPtr stream = open().take();
    std::array<std::byte, 300> bytes{};
    EXPECT_EQ(*stream->read(bytes), 300U);
    setEnabled(false);
    EXPECT_EQ(list().end(), QueryEnd::Failed) << "nothing new";
    EXPECT_EQ(open().end(), QueryEnd::Failed);
    EXPECT_EQ(leaseStates(), std::vector{LeaseView::State::Retired});

    size_t count = 300;
    for (;;) {
        const Result<size_t> read = stream->read(bytes);
        ASSERT_TRUE(read) << read.error().message;
        if (*read == 0)
            break;
        EXPECT_EQ(bytes[0], std::byte(count & 0xff));
        count += *read;
    }
    EXPECT_EQ(count, 1000U);
    EXPECT_GT(mappedFiles(), 0U);
    stream.reset();
    expectUnloaded();
}

TEST_F(OwnersUnderTheRuntime, AReloadLeavesOpenStreamsOnTheirLease)
{
    StreamPtr before = open().take();
    install(2);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    StreamPtr after = open().take();
    EXPECT_EQ(leaseStates(), (std::vector{LeaseView::State::Current, LeaseView::State::Retired}));
    std::array<std::byte, 10> bytes{};
    EXPECT_TRUE(before->read(bytes));
    EXPECT_TRUE(after->read(bytes));
    before.reset();
    EXPECT_TRUE(comesTrue([this] { return leaseStates() == std::vector{LeaseView::State::Current}; }));
    EXPECT_TRUE(after->read(bytes));
}

TEST_F(OwnersUnderTheRuntime, AnIdleInstanceMakesWayForTheNextBuildByItself)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    install(2);
    EXPECT_TRUE(comesTrue([this] { return leaseStates() == std::vector{LeaseView::State::Current}; }))
        << "nobody asked anything meanwhile";
}

TEST_F(OwnersUnderTheRuntime, UninstallingEndsASearchThatHangs)
{
    m_plugin.on("search", m_plugin.deafAtGate());
    const Reply<LyricsFound> hanging = search();
    m_plugin.awaitCount("search", 1);
    uninstall();
    ASSERT_THAT(hanging.value().failures, SizeIs(1));
    EXPECT_THAT(hanging.value().failures[0].message, HasSubstr("the plugin was uninstalled"));
    EXPECT_EQ(leaseStates(), std::vector{LeaseView::State::Retired}) << "the operation is left in peace";
    m_plugin.openGate();
    expectUnloaded();
    EXPECT_TRUE(comesTrue([this] { return m_coordinator->plugins().empty(); }));
}

TEST_F(OwnersUnderTheRuntime, UninstallingWhileAProviderHoldsUpItsThreadIsBoundedByTheDeadlines)
{
    m_plugin.on("begin", m_plugin.deafAtGate());
    const Reply<LyricsFound> hanging = search();
    m_plugin.awaitCount("begin", 1);
    uninstall();
    EXPECT_FALSE(hanging.isThere());
    pass(10s);
    ASSERT_THAT(hanging.value().failures, SizeIs(1));
    EXPECT_EQ(hanging.value().failures[0].code, ErrorCode::TimedOut);
    m_plugin.openGate();
    expectUnloaded();
    EXPECT_TRUE(comesTrue([this] { return m_coordinator->plugins().empty(); }));
}

TEST_F(OwnersUnderTheRuntime, TheDeskAndThenTheRuntimeEndInTheMidstOfEverything)
{
    m_plugin.on("list", m_plugin.atGate());
    m_plugin.on("read", m_plugin.atGate());
    const Reply<std::string> running = list();
    StreamPtr stream = open().take();
    m_plugin.awaitCount("list", 1);
    std::thread reader([stream = std::move(stream)]() mutable {
        std::array<std::byte, 10> bytes{};
        EXPECT_EQ(stream->read(bytes).error().code, ErrorCode::Cancelled);
        stream.reset();
    });
    m_plugin.awaitCount("read", 1);
    EXPECT_THAT(m_desk->shutDown(60s), IsEmpty());
    EXPECT_EQ(running.end(), QueryEnd::Gone);
    EXPECT_EQ(m_plugin.liveInstances(), 0U);
    reader.join();
    m_coordinator.reset();
    EXPECT_EQ(mappedFiles(), 0U);
    EXPECT_EQ(list().end(), QueryEnd::Gone);
}

// ---- mistakes of earlier players ----

TEST_F(OwnersUnderTheRuntime, ACompletionIsToldAndATimeLimitRunsAlthoughNobodyPolls)
{
    std::promise<QueryEnd> told;
    m_desk->listSource(kScripted, "{}",
                       [&told](const QueryReply<std::string>& reply) { told.set_value(reply.end); });
    EXPECT_EQ(told.get_future().get(), QueryEnd::Answered);

    m_plugin.on("list", m_plugin.deafAtGate());
    std::promise<QueryEnd> late;
    m_desk->listSource(kScripted, "{}",
                       [&late](const QueryReply<std::string>& reply) { late.set_value(reply.end); });
    m_plugin.awaitCount("list", 2);
    pass(10s);
    EXPECT_EQ(late.get_future().get(), QueryEnd::TimedOut);
}

TEST_F(OwnersUnderTheRuntime, AStreamWhoseDecoderFailsAfterOpeningIsClosedAndItsOwnerGoesOn)
{
    m_plugin.on("read", [](const auto&) { return ScriptedPlugin::Answer{ST_ERR_IO, {}}; });
    {
        const StreamPtr stream = open().take();
        std::array<std::byte, 10> bytes{};
        ASSERT_FALSE(stream->read(bytes)) << "as a decoder sees it when it opens the stream";
    }
    m_plugin.awaitCount("close", 1);
    EXPECT_TRUE(comesTrue([this] { return m_desk->openStreams().empty(); }));
    setEnabled(false);
    expectUnloaded();
    setEnabled(true);
    m_plugin.on("read", nullptr);
    const StreamPtr stream = open().take();
    std::array<std::byte, 10> bytes{};
    EXPECT_TRUE(stream->read(bytes));
}

TEST(QueryTimeLimits, TheInnerOnesEndBeforeTheOuterOnes)
{
    const QueryLimits limits;
    EXPECT_LE(limits.operation + limits.margin, limits.caller);
    const DeadlineTimer::Clock::time_point asked{1h};
    for (auto waited = 0ms; waited < limits.caller; waited += 100ms) {
        const auto deadline = operationDeadline(asked + waited, asked + limits.caller, limits);
        EXPECT_LE(deadline + limits.margin, asked + limits.caller) << "there is time to heed a cancel";
    }
}

// ---- all at once ----

TEST_F(OwnersUnderTheRuntime, SourcesAndLyricsAreAskedWhilePluginsAreToggledAndApplied)
{
    constexpr int kRounds = 40;
    std::array<std::atomic<size_t>, kQueryEnds> ended{};
    const auto count = [&ended](QueryEnd end) { ++ended[static_cast<size_t>(end)]; };
    std::atomic<bool> isOver = false;
    std::vector<std::thread> users;
    for (int user = 0; user < 3; ++user) {
        users.emplace_back([&, user] {
            for (int round = user; !isOver; ++round) {
                if (round % 3 == 0) {
                    count(list().end());
                } else if (round % 3 == 1) {
                    count(search().value().failures.empty() ? QueryEnd::Answered : QueryEnd::Failed);
                } else if (Reply<StreamPtr> reply = open(); reply.end() == QueryEnd::Answered) {
                    const StreamPtr stream = reply.take();
                    std::array<std::byte, 64> bytes{};
                    EXPECT_EQ(*stream->read(bytes), 64U);
                    EXPECT_EQ(bytes[1], std::byte{1});
                }
            }
        });
    }
    for (int round = 0; round < kRounds; ++round) {
        switch (round % 4) {
        case 0:
            setEnabled(false);
            break;
        case 1:
            setEnabled(true);
            break;
        case 2:
            install(1 + round / 4 % 2);
            break;
        default:
            run([this](auto done) { m_coordinator->applyState(done); });
            break;
        }
    }
    setEnabled(true);
    const size_t before = ended[static_cast<size_t>(QueryEnd::Answered)];
    EXPECT_TRUE(comesTrue([&] { return ended[static_cast<size_t>(QueryEnd::Answered)] > before; }))
        << "it goes on";
    isOver = true;
    for (std::thread& user : users)
        user.join();
    EXPECT_TRUE(comesTrue([this] { return leaseStates() == std::vector{LeaseView::State::Current}; }));
    const QueryFigures figures = m_desk->figures();
    EXPECT_EQ(figures.inFlight(), 0U);
    EXPECT_EQ(figures.count(QueryEnd::TimedOut), 0U);
    EXPECT_EQ(figures.unheeded, 0U);
    for (const std::string& report : m_coordinator->history())
        EXPECT_THAT(report, HasSubstr(R"("reload_unchanged_plugins_total":0)"));
}

} // namespace
} // namespace stellatune
