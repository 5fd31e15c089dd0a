// Ids that come back from the host, or from who knows where.
#include "candidate_id.h"

#include <gtest/gtest.h>

namespace stellatune::lrc {
namespace {

using namespace std::string_view_literals;

TEST(CandidateId, comesBackAsItWas)
{
    for (const std::string_view text :
         {"side:/music/a b: c.lrc"sv, "collection:Can - Vitamin C.lrc"sv, "tag:12:/music/ü.flac"sv}) {
        const std::optional<CandidateId> id = CandidateId::parse(text);
        ASSERT_TRUE(id) << text;
        EXPECT_EQ(id->toText(), text);
    }
}

TEST(CandidateId, refusesOthers)
{
    for (const std::string_view text :
         {""sv, "side:"sv, "side:relative.lrc"sv, "file:/music/a.lrc"sv, "/music/a.lrc"sv,
          "tag:/music/a.flac"sv, "tag:-1:/music/a.flac"sv, "tag:99999999999999999999999:/a"sv, "tag:0:a"sv,
          "tag:0"sv, "collection:../a.lrc"sv, "collection:/etc/passwd"sv, "collection:a/b.lrc"sv,
          "collection:.."sv, "collection:."sv, "side:/a\0b.lrc"sv})
        EXPECT_FALSE(CandidateId::parse(text)) << text;
}

} // namespace
} // namespace stellatune::lrc
