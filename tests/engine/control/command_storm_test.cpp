#include "tests/engine/control/command_storm.h"

namespace stellatune::testing {
namespace {

TEST(CommandStorm, ThePlayerPlaysOn)
{
    CommandStorm storm;
    storm.run(10'000);
    storm.expectToPlay();
}

} // namespace
} // namespace stellatune::testing
