// `stellatune-cli play` through an effect that does not return.
#include "tests/app/cli/program.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/host/package/package_fixture.h"

#include <chrono>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

using namespace fixtures;
using ::testing::HasSubstr;

TEST(CliHangingPlugin, IsNamedAndDoesNotKeepTheProgram)
{
    const TempFolder folder;
    const std::string data = (folder / "data").string();
    const std::string package =
        stellatune::testing::gainPackage(folder.path(), "gain.stplugin", "hangs_in_process").string();
    const Outcome installed = runCli({"plugins", "--data-dir", data, "install", "--yes", package});
    ASSERT_EQ(installed.exitCode, 0) << installed.err;
    writeWav(folder / "one.wav", sweep(100'000));
    std::ofstream(folder / "preset.json")
        << R"({"version": 1, "after_mapping": [{"plugin": "org.stellatune.test.gain", "type": "gain"}]})";
    CliInTerminal program({"play", "--data-dir", data, "--device", "null", "--dsp",
                           (folder / "preset.json").string(), (folder / "one.wav").string()});
    ASSERT_TRUE(program.waitForText("does not return"));
    EXPECT_THAT(program.screen(), HasSubstr("org.stellatune.test.gain"));
    program.send(SIGTERM);
    EXPECT_EQ(program.waitForEnd(), 128 + SIGTERM); // fails after a minute
}

} // namespace
} // namespace stellatune::cli
