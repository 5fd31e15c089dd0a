// What people are told of the answers about plugins.
#include "app/cli/plugins_text.h"

#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

TEST(PluginsText, WhatTheStoreCouldNotDoIsAFailureOfThatPlugin)
{
    const Json report{{"status", "failed"},
                      {"outcomes", {{{"action", "deactivate"}, {"plugin", "a.b"}, {"outcome", "done"}}}},
                      {"errors", {"a.b: its settings cannot be removed", "x.y: is damaged"}}};
    EXPECT_EQ(failureIn(report, "a.b"), "a.b: its settings cannot be removed");
    EXPECT_EQ(failureIn(report, "x.y"), "x.y: is damaged");
    EXPECT_EQ(failureIn(report, "a"), "");
    EXPECT_EQ(failureIn(report, "c.d"), "");
    EXPECT_EQ(failureIn(report, ""), "a.b: its settings cannot be removed");
}

} // namespace
} // namespace stellatune::cli
