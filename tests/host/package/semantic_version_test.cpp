#include "pluginhost/package/semantic_version.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

TEST(SemanticVersion, OrdersByPrecedence)
{
    // The order of semver.org, and numbers that no machine word holds.
    const std::vector<std::string> ascending = {"0.0.1",
                                                "0.9.9",
                                                "1.0.0-alpha",
                                                "1.0.0-alpha.1",
                                                "1.0.0-alpha.beta",
                                                "1.0.0-beta",
                                                "1.0.0-beta.2",
                                                "1.0.0-beta.11",
                                                "1.0.0-beta.99999999999999999999999",
                                                "1.0.0-rc.1",
                                                "1.0.0",
                                                "1.9.0",
                                                "1.10.0",
                                                "2.0.0"};
    for (size_t i = 0; i < ascending.size(); ++i) {
        for (size_t k = 0; k < ascending.size(); ++k) {
            const auto left = SemanticVersion::parse(ascending[i]);
            const auto right = SemanticVersion::parse(ascending[k]);
            ASSERT_TRUE(left && right) << ascending[i] << ' ' << ascending[k];
            EXPECT_EQ(*left < *right, i < k) << ascending[i] << ' ' << ascending[k];
            EXPECT_EQ(*left == *right, i == k) << ascending[i] << ' ' << ascending[k];
        }
    }
}

TEST(SemanticVersion, BuildMetadataDoesNotCount)
{
    EXPECT_EQ(*SemanticVersion::parse("1.0.0+a"), *SemanticVersion::parse("1.0.0+b-c.1"));
    EXPECT_LT(*SemanticVersion::parse("1.0.0-x+z"), *SemanticVersion::parse("1.0.0"));
}

TEST(SemanticVersion, RefusesWhatIsNone)
{
    for (const char* text : {"", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.02.3", "1.2.03", "1.2.x",
                             "1..3", "1.2.3-", "1.2.3+", "1.2.3-a..b", "1.2.3-01", "1.2.3-ä", "1.2.3 ",
                             "-1.2.3", "99999999999999999999.0.0", "1.2.3-a/b"})
        EXPECT_FALSE(SemanticVersion::parse(text)) << text;
    EXPECT_FALSE(SemanticVersion::parse("1.2.3-" + std::string(100, 'a')));
}

} // namespace
} // namespace stellatune
