// The whole of it.
#include "tests/stress/expect_calm.h"

#include <gtest/gtest.h>

namespace stellatune {

TEST(PluginStorm, TenThousandOperationsLeaveNothingBehind)
{
    testing::expectThatAStormLeavesNothing(10'000);
}

} // namespace stellatune
