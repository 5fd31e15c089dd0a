// One recording cut in two tracks, as on an album without gaps: put together again, nothing is missing or
// added.
#include "tests/engine/decode/decoding.h"
#include "tests/fixtures/encoded_audio.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace decoding;
using namespace fixtures;

constexpr uint64_t kFrames = 200'000;
constexpr uint64_t kCut = 98'765;

using Encode = std::function<void(const Pcm&, const std::filesystem::path&)>;

std::vector<float> joined(const char* extension, const Pcm& whole, const Encode& encode)
{
    const TempFolder folder;
    const auto [first, second] = cut(whole, kCut);
    const auto firstPath = folder / (std::string("1.") + extension);
    const auto secondPath = folder / (std::string("2.") + extension);
    encode(first, firstPath);
    encode(second, secondPath);
    std::vector<float> samples = readAll(firstPath);
    EXPECT_EQ(samples.size(), kCut * whole.channels);
    const std::vector<float> rest = readAll(secondPath);
    EXPECT_EQ(rest.size(), (kFrames - kCut) * whole.channels);
    samples.insert(samples.end(), rest.begin(), rest.end());
    return samples;
}

TEST(Joint, LosslessIsIdentical)
{
    for (const uint32_t bits : {16U, 24U}) {
        const Pcm whole = sweep(kFrames, 44'100, 2, bits);
        const std::vector<float> expected = whole.asFloat();
        EXPECT_EQ(joined("wav", whole, [](const Pcm& pcm, const auto& path) { writeWav(path, pcm); }),
                  expected);
        EXPECT_EQ(joined("flac", whole, [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path); }),
                  expected);
        for (const char* extension : {"aiff", "caf", "w64", "au"})
            EXPECT_EQ(
                joined(extension, whole, [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }),
                expected);
    }
}

/// The sound may be a little wrong at the cut, where each encoder saw silence on the other side, but every
/// sample has its place before and after it.
void expectSeamless(const std::vector<float>& samples, const Pcm& whole)
{
    ASSERT_EQ(samples.size(), whole.samples.size());
    EXPECT_EQ(delayOf(samples, whole, kCut - 2 * kDelayStretch), 0);
    EXPECT_EQ(delayOf(samples, whole, kCut - kDelayStretch / 2), 0);
    EXPECT_EQ(delayOf(samples, whole, kCut + kDelayStretch), 0);
}

TEST(Joint, Mp3)
{
    const Pcm whole = sweep(kFrames);
    for (const char* quality : {"-b320", "-V0", "-V5"})
        expectSeamless(
            joined("mp3", whole, [&](const Pcm& pcm, const auto& path) { encodeMp3(pcm, path, {quality}); }),
            whole);
}

TEST(Joint, Vorbis)
{
    const Pcm whole = sweep(kFrames);
    expectSeamless(joined("ogg", whole, [](const Pcm& pcm, const auto& path) { encodeVorbis(pcm, path); }),
                   whole);
}

TEST(Joint, Opus)
{
    const Pcm whole = sweep(kFrames, 48'000);
    expectSeamless(joined("opus", whole, [](const Pcm& pcm, const auto& path) { encodeOpus(pcm, path); }),
                   whole);
}

} // namespace
} // namespace stellatune
