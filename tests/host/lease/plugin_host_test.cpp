#include "pluginhost/host/plugin_host.h"

#include "pluginhost/lease/text_transfer.h"
#include "tests/fixtures/child_process.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace stellatune {
namespace {

class PluginHostTest : public ::testing::Test {
  protected:
    PluginHostTest()
        : m_host({"org.example.remote", "1.2.3", m_folder.path() / "data", std::nullopt, m_events, m_control,
                  [this](LogLevel level, std::string_view line) {
                      m_lines.emplace_back(level, std::string(line));
                  }})
    {}

    const StHost& host() const { return m_host.asPluginSeesIt(); }

    testing::TemporaryFolder m_folder;
    std::shared_ptr<EventQueue> m_events = std::make_shared<EventQueue>();
    std::shared_ptr<ControlDesk> m_control = std::make_shared<ControlDesk>();
    std::vector<std::pair<LogLevel, std::string>> m_lines;
    PluginHost m_host;
};

TEST_F(PluginHostTest, TellsWhatItIs)
{
    EXPECT_EQ(host().struct_size, sizeof(StHost));
    TextCollector version;
    EXPECT_EQ(host().version(host().context, version.writer()), ST_OK);
    EXPECT_EQ(version.text(), "1.2.3");
}

TEST_F(PluginHostTest, TheDataFolderIsThereOnceAskedFor)
{
    EXPECT_FALSE(std::filesystem::exists(m_folder.path() / "data"));
    TextCollector folder;
    EXPECT_EQ(host().data_folder(host().context, folder.writer()), ST_OK);
    EXPECT_EQ(folder.text(), (m_folder.path() / "data").string());
    EXPECT_TRUE(std::filesystem::is_directory(m_folder.path() / "data"));
}

TEST_F(PluginHostTest, ABareLibraryHasNoPackageFolder)
{
    TextCollector folder;
    EXPECT_EQ(host().package_folder(host().context, folder.writer()), ST_ERR_NOT_FOUND);
}

TEST_F(PluginHostTest, LogsWithTheLevelInBounds)
{
    host().log(host().context, ST_LOG_WARNING, toStString("quiet"));
    host().log(host().context, 99, toStString("loud"));
    ASSERT_EQ(m_lines.size(), 2u);
    EXPECT_EQ(m_lines[0], std::pair(LogLevel::Warning, std::string("quiet")));
    EXPECT_EQ(m_lines[1].first, LogLevel::Error);
}

TEST_F(PluginHostTest, HandsEventsOut)
{
    TextCollector none;
    EXPECT_EQ(host().poll_host_event(host().context, none.writer()), ST_ERR_NOT_FOUND);
    m_events->push("library.event", "{}");
    TextCollector event;
    EXPECT_EQ(host().poll_host_event(host().context, event.writer()), ST_OK);
    EXPECT_EQ(event.text(), R"({"topic":"library.event","payload":{}})");
}

TEST_F(PluginHostTest, PassesRequestsOnAndAnswersBack)
{
    m_control->setHandler([](const ControlRequest& request, const std::shared_ptr<ControlReply>& reply) {
        EXPECT_EQ(request.pluginId, "org.example.remote");
        EXPECT_EQ(request.fields, R"({"to_ms":1})");
        reply->answer({request.command == "seek" ? ST_OK : ST_ERR_NO_HANDLER, R"({"done":true})"});
    });
    StControlRequest request{sizeof(StControlRequest), 0,
                             toStString("player"),     toStString("seek"),
                             toStString("1"),          toStString(R"({"to_ms":1})")};
    TextCollector answer;
    EXPECT_EQ(host().send_control(host().context, &request, answer.writer()), ST_OK);
    EXPECT_EQ(answer.text(), R"({"done":true})");
    request.command = toStString("fly");
    EXPECT_EQ(host().send_control(host().context, &request, answer.writer()), ST_ERR_NO_HANDLER);
    request.struct_size = 8;
    EXPECT_EQ(host().send_control(host().context, &request, answer.writer()), ST_ERR_INVALID_ARGUMENT);
}

} // namespace
} // namespace stellatune
