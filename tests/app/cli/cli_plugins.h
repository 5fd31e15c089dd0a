// `stellatune-cli plugins` on a real store: by itself, and through what a running window has.
#pragma once

#include "tests/app/cli/program.h"
#include "tests/app/plugins/running_window.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/host/package/package_fixture.h"

#include <QCoreApplication>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune::cli {

using nlohmann::json;
using stellatune::testing::comesTrue;
using stellatune::testing::RunningWindow;
using ::testing::HasSubstr;
using Words = std::vector<std::string>;

inline const std::string kGain = "org.stellatune.test.gain";

enum class Through : uint8_t { Nobody, Window };

inline std::string nameOfInstance(const ::testing::TestParamInfo<Through>& instance)
{
    return instance.param == Through::Nobody ? "ByItself" : "ThroughTheWindow";
}

class CliPlugins : public ::testing::TestWithParam<Through> {
  protected:
    static void SetUpTestSuite()
    {
        static int argumentCount = 1;
        static char name[] = "test_cli_plugins";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite() { s_application.reset(); }

    CliPlugins()
    {
        if (GetParam() == Through::Window) {
            m_window.emplace(data());
            EXPECT_TRUE(comesTrue([this] { return std::filesystem::exists(data() / "plugins.socket"); }));
        }
    }

    std::filesystem::path data() const { return m_folder.path() / "data"; }
    Words words(const Words& rest) const
    {
        Words all{"plugins", "--data-dir", data().string()};
        all.insert(all.end(), rest.begin(), rest.end());
        return all;
    }
    Outcome run(const Words& rest) const { return runCli(words(rest)); }
    json ask(const std::string& command) const
    {
        const Outcome outcome = run({command, "--json"});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out, nullptr, false);
    }
    std::string package(const std::string& fixture, const std::string& version) const
    {
        return stellatune::testing::gainPackage(m_folder.path(), version + ".stplugin", fixture, version)
            .string();
    }
    void install(const std::string& fixture, const std::string& version) const
    {
        const Outcome outcome = run({"install", "--yes", package(fixture, version)});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    }

    inline static std::unique_ptr<QCoreApplication> s_application;
    stellatune::testing::TemporaryFolder m_folder;
    std::optional<RunningWindow> m_window;
};

} // namespace stellatune::cli
