// Short enough for every run, under the sanitizers too.
#include "tests/stress/expect_calm.h"

#include <gtest/gtest.h>

namespace stellatune {

TEST(PluginStorm, FiveHundredOperationsLeaveNothingBehind)
{
    testing::expectThatAStormLeavesNothing(500);
}

} // namespace stellatune
