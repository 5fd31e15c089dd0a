// `stellatune-cli plugins install --watch`: builds of an author's that take over while a worker uses them.
#include "tests/app/cli/cli_plugins.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

namespace stellatune::cli {
namespace {

/// Follows the builds of gain.so in a folder of its own.
class CliWatch : public CliPlugins {
  protected:
    CliWatch()
    {
        std::filesystem::create_directories(m_library.parent_path());
        build("two_builds_1");
    }

    std::string contentOf(const std::string& fixture) const
    {
        return stellatune::testing::readText(stellatune::testing::pluginFile(fixture));
    }
    /// In place, as linkers do.
    void write(const std::string& content) const
    {
        std::ofstream(m_library, std::ios::binary | std::ios::trunc) << content;
    }
    void build(const std::string& fixture) const { write(contentOf(fixture)); }
    std::string version() const { return ask("list")["plugins"][0]["version"]; }

    const std::filesystem::path m_library = m_folder.path() / "build" / "gain.so";
};

INSTANTIATE_TEST_SUITE_P(ByItselfAndThroughTheWindow, CliWatch,
                         ::testing::Values(Through::Nobody, Through::Window), nameOfInstance);

TEST_P(CliWatch, AppliesEachBuildAndKeepsTheOneBeforeABrokenOne)
{
    CliInTerminal terminal(
        words({"install", "--watch", "--yes", "--allow-downgrade", m_library.parent_path().string()}));
    ASSERT_TRUE(terminal.waitForText("1.0.0")) << terminal.screen();
    ASSERT_TRUE(terminal.waitForText("loaded\r\n")) << terminal.screen();
    build("two_builds_2");
    ASSERT_TRUE(terminal.waitForText("Gain for tests 2.0.0")) << terminal.screen();
    EXPECT_EQ(version(), "2.0.0");

    const std::string next = contentOf("two_builds_1");
    write(next.substr(0, next.size() / 2));
    ASSERT_TRUE(terminal.waitForText("refused after")) << terminal.screen();
    EXPECT_EQ(version(), "2.0.0");
    write(next); // the rest of it has come
    ASSERT_TRUE(comesTrue([this] { return version() == "1.0.0"; }));
    build("crashes_in_entry");
    ASSERT_TRUE(terminal.waitForText("crashed while it was looked at")) << terminal.screen();
    EXPECT_EQ(version(), "1.0.0");

    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
}

/// Processes on a thread of its own, as the engine does, and comes to a safe point before each block.
class BusyWorker {
  public:
    explicit BusyWorker(LeaseRegistry& registry)
        : m_endpoint(registry.bind(kGain, CapabilityKind::Dsp, "gain"))
    {
        m_endpoint.mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
        m_thread = std::thread([this] { run(); });
    }
    ~BusyWorker()
    {
        m_isOver = true;
        m_thread.join();
    }

    /// What became of 1 in the last block: the number of the build; 0 before the first.
    float lastBlock() const { return m_lastBlock; }
    int blocksWithoutSound() const { return m_blocksWithoutSound; }

  private:
    void run()
    {
        WorkerController<DspInstance> controller(
            dspFactoryOf(m_endpoint, {sizeof(StDspFormat), 44'100, 1, 0, 64, 0}), "{}");
        while (!m_isOver) {
            if (const auto control = m_endpoint.mailbox->takeLatest())
                controller.tell(*control);
            static_cast<void>(controller.applyPending());
            float sample = 1.0F;
            if (controller.instance() != nullptr && controller.instance()->process(&sample, 1) == ST_OK)
                m_lastBlock = sample;
            else if (m_lastBlock != 0)
                ++m_blocksWithoutSound;
            std::this_thread::sleep_for(std::chrono::milliseconds(1)); // the pace of a device
        }
    }

    const WorkerEndpoint m_endpoint;
    std::atomic<float> m_lastBlock = 0.0F;
    std::atomic<int> m_blocksWithoutSound = 0;
    std::atomic<bool> m_isOver = false;
    std::thread m_thread;
};

TEST_P(CliWatch, SoundGoesOnThroughEachBuildInTheWindow)
{
    if (!m_window)
        m_window.emplace(data());
    CliInTerminal terminal(words({"install", "--watch", "--yes", "--allow-downgrade", m_library.string()}));
    ASSERT_TRUE(terminal.waitForText("applied in")) << terminal.screen();
    {
        const BusyWorker worker(m_window->coordinator().registry());
        for (const float build : {1.0F, 2.0F, 1.0F, 2.0F}) {
            this->build(build == 1.0F ? "two_builds_1" : "two_builds_2");
            ASSERT_TRUE(comesTrue([&] { return worker.lastBlock() == build; })) << build;
        }
        write("a broken build");
        ASSERT_TRUE(terminal.waitForText("refused after")) << terminal.screen();
        EXPECT_EQ(worker.lastBlock(), 2.0F);
        EXPECT_EQ(worker.blocksWithoutSound(), 0);
    }
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
}

TEST_P(CliWatch, WaitsForTheFirstBuild)
{
    std::filesystem::remove(m_library);
    EXPECT_EQ(run({"install", "--watch", m_library.string()}).exitCode, 1) << "there is nothing to ask about";
    CliInTerminal terminal(words({"install", "--watch", "--yes", m_library.string()}));
    ASSERT_TRUE(terminal.waitForText("Watching")) << terminal.screen();
    build("two_builds_1");
    ASSERT_TRUE(terminal.waitForText("applied in")) << terminal.screen();
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
}

TEST_P(CliWatch, TellsOnceWhenItIsNotClearWhichPluginIsMeant)
{
    CliInTerminal terminal(words({"install", "--watch", "--yes", m_library.parent_path().string()}));
    ASSERT_TRUE(terminal.waitForText("applied in")) << terminal.screen();
    const std::filesystem::path other = m_library.parent_path() / "hall.so";
    std::ofstream(other) << "another plugin";
    ASSERT_TRUE(terminal.waitForText("name the file\r\n")) << terminal.screen();
    std::filesystem::remove(other);
    write("a broken build");
    ASSERT_TRUE(terminal.waitForText("refused after")) << terminal.screen();
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
    const std::string& screen = terminal.screen();
    EXPECT_EQ(screen.find("name the file"), screen.rfind("name the file")) << screen;
}

TEST_P(CliWatch, TellsProgramsALineForEachBuild)
{
    CliInTerminal terminal(words({"install", "--watch", "--yes", "--json", m_library.string()}));
    ASSERT_TRUE(terminal.waitForText("request_ms")) << terminal.screen();
    write("not a library");
    ASSERT_TRUE(terminal.waitForText("\"error\"")) << terminal.screen();
    ASSERT_TRUE(terminal.waitForText("}\r\n")) << terminal.screen();
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
    std::istringstream screen(terminal.screen());
    std::vector<json> lines;
    for (std::string line; std::getline(screen, line);) {
        if (line.starts_with('{'))
            lines.push_back(json::parse(line, nullptr, false));
    }
    ASSERT_EQ(lines.size(), 2u) << terminal.screen();
    EXPECT_EQ(lines[0]["plugin"]["id"], kGain);
    EXPECT_EQ(lines[0]["report"]["status"], "applied");
    EXPECT_TRUE(lines[1]["error"]["message"].is_string());
    EXPECT_TRUE(lines[1]["request_ms"].is_number());
}

} // namespace
} // namespace stellatune::cli
