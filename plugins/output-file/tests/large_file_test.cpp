// WAV beyond 4 GB, for real.
#include "plugins/output-file/tests/sink_fixture.h"

namespace stellatune::filesink {
namespace {

TEST_F(SinkTest, largeWavBecomesRf64)
{
    constexpr uint32_t kChannels = 8;
    constexpr uint32_t kBlockFrames = 65'536;
    constexpr uint64_t kFrames = (uint64_t{4} << 30) / (kChannels * sizeof(float)) + 3 * kBlockFrames;
    std::vector<float> block(size_t{kBlockFrames} * kChannels);
    const auto sink = makeSink(R"("format": "wav", "samples": "float")");
    open(*sink, formatOf({192'000, kChannels, 32, {}}));
    for (uint64_t frame = 0; frame < kFrames; frame += kBlockFrames) {
        std::fill(block.begin(), block.end(), static_cast<float>(frame / kBlockFrames));
        const Result<uint32_t> taken = sink->write(block);
        ASSERT_TRUE(taken) << taken.error().message;
        ASSERT_EQ(*taken, kBlockFrames);
    }
    close(*sink);

    SF_INFO info{};
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
        sf_open((folder() / "Track.wav").c_str(), SFM_READ, &info), &sf_close);
    ASSERT_NE(file, nullptr) << sf_strerror(nullptr);
    EXPECT_EQ(info.format & SF_FORMAT_TYPEMASK, SF_FORMAT_RF64);
    const uint64_t blocks = (kFrames + kBlockFrames - 1) / kBlockFrames;
    EXPECT_EQ(static_cast<uint64_t>(info.frames), blocks * kBlockFrames);
    ASSERT_GE(sf_seek(file.get(), -1, SEEK_END), 0);
    std::vector<float> last(kChannels);
    ASSERT_EQ(sf_readf_float(file.get(), last.data(), 1), 1);
    EXPECT_EQ(last, std::vector<float>(kChannels, static_cast<float>(blocks - 1)));
}

} // namespace
} // namespace stellatune::filesink
