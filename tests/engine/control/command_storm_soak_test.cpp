// Linux: reads what the process holds from /proc.
#include "tests/engine/control/command_storm.h"

#include <fstream>
#include <string>

namespace stellatune::testing {
namespace {

/// A figure of /proc/self/status: "VmRSS:" in kilobytes, "Threads:".
long statusFigure(const std::string& name)
{
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        if (word == name) {
            long figure = 0;
            status >> figure;
            return figure;
        }
    }
    return -1;
}

TEST(CommandStormSoak, AHundredThousandCommandsLeaveNothingBehind)
{
    CommandStorm storm;
    storm.run(20'000);
    const long memoryBefore = statusFigure("VmRSS:");
    const long threadsBefore = statusFigure("Threads:");
    storm.run(100'000);
    EXPECT_EQ(statusFigure("Threads:"), threadsBefore);
    EXPECT_LT(statusFigure("VmRSS:"), memoryBefore + 16 * 1024);
    storm.expectToPlay();
}

} // namespace
} // namespace stellatune::testing
