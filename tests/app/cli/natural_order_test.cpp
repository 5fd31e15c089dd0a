#include "app/cli/natural_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

TEST(NaturalOrder, NumbersCountAsNumbers)
{
    std::vector<std::string> names{"10 b", "9 a", "2", "1.flac", "Track 11", "track 2", "02"};
    std::sort(names.begin(), names.end(), naturallyBefore);
    EXPECT_THAT(names, testing::ElementsAre("1.flac", "02", "2", "9 a", "10 b", "track 2", "Track 11"));
}

TEST(NaturalOrder, NumbersOfAnyLength)
{
    EXPECT_TRUE(naturallyBefore("99999999999999999999998", "99999999999999999999999"));
    EXPECT_TRUE(naturallyBefore("00000000000000000000007", "8"));
    EXPECT_TRUE(naturallyBefore("0", "1"));
    EXPECT_FALSE(naturallyBefore("1", "0"));
}

TEST(NaturalOrder, IsStrictAndTellsAllNamesApart)
{
    const std::vector<std::string> names{"", "a", "A", "a1", "a01", "A001", "a1b", "ä", "Ä", "1", "01"};
    for (const std::string& a : names) {
        EXPECT_FALSE(naturallyBefore(a, a));
        for (const std::string& b : names) {
            if (a != b) {
                EXPECT_NE(naturallyBefore(a, b), naturallyBefore(b, a)) << a << " and " << b;
            }
        }
    }
}

} // namespace
} // namespace stellatune::cli
