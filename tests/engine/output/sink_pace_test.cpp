#include "engine/output/sink_pace.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;

class SinkPaceTest : public ::testing::Test {
  protected:
    /// For `seconds`, in steps of a tenth of one. Whether it was found too slow.
    bool plays(double speed, int seconds)
    {
        bool isTooSlow = false;
        for (int step = 0; step < seconds * 10; ++step) {
            m_now += 100ms;
            isTooSlow = m_pace.add(m_now, 100ms * speed) || isTooSlow;
        }
        return isTooSlow;
    }

    SinkPace m_pace;
    SinkPace::Clock::time_point m_now{};
};

TEST_F(SinkPaceTest, FindsOneThatIsSlowAllTheTime)
{
    EXPECT_FALSE(plays(0.8, 4));
    EXPECT_TRUE(plays(0.8, 3));
    EXPECT_NEAR(m_pace.speed(), 0.8, 1e-6);
    EXPECT_FALSE(plays(1.0, 60));
    EXPECT_TRUE(plays(0.1, 9));
}

TEST_F(SinkPaceTest, AClockOfItsOwnIsNotSlow)
{
    EXPECT_FALSE(plays(0.99, 3'600));
    EXPECT_FALSE(plays(1.01, 3'600));
    EXPECT_FALSE(plays(20.0, 60)) << "it fills its queue";
}

TEST_F(SinkPaceTest, WhoWasHeldUpOnceIsNotSlow)
{
    EXPECT_FALSE(plays(0.0, 2)) << "it starts its device";
    EXPECT_FALSE(plays(1.0, 10));
    for (int second = 0; second < 5; ++second) { // wherever in a stretch
        EXPECT_FALSE(plays(0.0, 2));
        EXPECT_FALSE(plays(1.0, 7));
    }
    m_now += 1h; // the machine slept
    EXPECT_FALSE(plays(1.0, 10));
}

TEST_F(SinkPaceTest, TimeInWhichThereIsNothingToTakeDoesNotCount)
{
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(plays(0.5, 5));
        m_pace.forget();
    }
}

} // namespace
} // namespace stellatune
