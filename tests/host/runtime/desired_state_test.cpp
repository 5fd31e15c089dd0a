#include "pluginhost/runtime/desired_state.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

DesiredState sample()
{
    DesiredState state;
    state.put({"org.example.b",
               "1.2.0",
               "org.example.b/1.2.0-bbbbbbbb",
               "org.example.b/1.1.0-aaaaaaaa",
               {{10, 1'700'000'000'000'000'001, 2, 3},
                {4, 5, 6, UINT64_MAX},
                std::string(64, 'b'),
                std::string(64, 'c')},
               false,
               true,
               false});
    state.put({"org.example.a", "0.1.0", "org.example.a/0.1.0-cccccccc", "", {}, true, false, true});
    return state;
}

TEST(DesiredState, IsSortedAndHoldsEachIdOnce)
{
    DesiredState state = sample();
    ASSERT_EQ(state.plugins.size(), 2u);
    EXPECT_EQ(state.plugins.front().id, "org.example.a");
    DesiredPlugin changed = *state.find("org.example.a");
    changed.enabled = false;
    state.put(changed);
    EXPECT_EQ(state.plugins.size(), 2u);
    EXPECT_FALSE(state.find("org.example.a")->enabled);
    state.remove("org.example.a");
    EXPECT_EQ(state.find("org.example.a"), nullptr);
}

TEST(DesiredState, ComesBackFromItsFileAsItWas)
{
    Result<DesiredState> read = desiredStateFromJson(toJson(sample()));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, sample());
}

/// Another set of fields would make every plugin of every user look changed.
TEST(DesiredState, AFingerprintHasTheseFields)
{
    DesiredState state;
    state.put({"a", "1", "f", "", {{1, 2, 3, 4}, {5, 6, 7, 8}, "00", "11"}, true, false, true});
    EXPECT_EQ(toJson(state), R"({
  "format": 1,
  "plugins": [
    {
      "id": "a",
      "version": "1",
      "folder": "f",
      "previous_folder": "",
      "enabled": true,
      "uninstall_pending": false,
      "keep_settings": true,
      "fingerprint": {
        "manifest": {
          "size": 1,
          "modified_ns": 2,
          "changed_ns": 3,
          "inode": 4
        },
        "artifact": {
          "size": 5,
          "modified_ns": 6,
          "changed_ns": 7,
          "inode": 8
        },
        "sha256": "00",
        "side_stamps": "11"
      }
    }
  ]
}
)");
}

TEST(DesiredState, SaysWhatIsWrongWithItsFile)
{
    const auto messageOf = [](std::string_view text) {
        Result<DesiredState> read = desiredStateFromJson(text);
        return read ? std::string() : read.error().message;
    };
    EXPECT_NE(messageOf("").find("cannot be read"), std::string::npos);
    EXPECT_NE(messageOf("[]").find("cannot be read"), std::string::npos);
    EXPECT_NE(messageOf(R"({"format":2,"plugins":[]})").find("format 2"), std::string::npos);
    EXPECT_NE(messageOf(R"({"format":1,"plugins":[{"id":"a"}]})").find("version"), std::string::npos);
    std::string twice = toJson(sample());
    twice.replace(twice.find("org.example.b"), 13, "org.example.a");
    EXPECT_NE(messageOf(twice).find("twice"), std::string::npos);
}

} // namespace
} // namespace stellatune
