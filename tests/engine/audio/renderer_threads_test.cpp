// The ring and the renderer between real threads; ThreadSanitizer watches.
#include "tests/engine/audio/renderer_rig.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

TEST(PcmRingThreads, EveryFrameArrivesOnceAndInOrder)
{
    constexpr uint32_t kFrames = 1'000'000;
    PcmRing ring(2, 4096);
    ring.reset(1);
    std::thread writer([&ring] {
        std::mt19937 random(1);
        std::vector<float> block;
        for (uint32_t next = 0; next < kFrames;) {
            const uint32_t count = std::min<uint32_t>(random() % 1000 + 1, kFrames - next);
            block.clear();
            for (uint32_t i = 0; i < count; ++i) {
                block.push_back(static_cast<float>(next + i));
                block.push_back(-static_cast<float>(next + i));
            }
            const uint32_t taken = ring.write(block);
            next += taken;
            if (taken == 0)
                std::this_thread::yield();
        }
        ring.finish();
    });
    std::mt19937 random(2);
    std::vector<float> out(2 * 1000);
    uint32_t expected = 0;
    uint32_t wrong = 0;
    while (!ring.isDrained()) {
        const uint32_t frames = ring.read(out.data(), random() % 1000 + 1);
        for (uint32_t i = 0; i < frames; ++i, ++expected)
            wrong += out[2 * i] != static_cast<float>(expected) || out[2 * i + 1] != -out[2 * i] ? 1 : 0;
        if (frames == 0)
            std::this_thread::yield();
    }
    writer.join();
    EXPECT_EQ(expected, kFrames);
    EXPECT_EQ(wrong, 0U);
}

constexpr uint32_t kEpochs = 3000;

/// Content in which each frame says where it belongs: left its epoch, right its index.
class NumberedContent {
  public:
    explicit NumberedContent(Renderer& renderer) : m_renderer(renderer) {}

    void begin()
    {
        m_ring = &m_renderer.beginRing(++m_epoch);
        m_next = 0;
    }
    uint32_t write(uint32_t frames)
    {
        m_block.clear();
        for (uint32_t i = 0; i < frames; ++i) {
            m_block.push_back(static_cast<float>(m_epoch));
            m_block.push_back(static_cast<float>(m_next + i));
        }
        const uint32_t taken = m_ring->write(m_block);
        m_next += taken;
        return taken;
    }
    void finish() { m_ring->finish(); }
    uint32_t epoch() const { return m_epoch; }

  private:
    Renderer& m_renderer;
    PcmRing* m_ring = nullptr;
    std::vector<float> m_block;
    uint32_t m_epoch = 0;
    uint32_t m_next = 0;
};

TEST(RendererThreads, ContentIsSwappedWholeWhileTheDecodeThreadRefills)
{
    RendererRig rig(2, SampleFormat::Float32, RendererRig::fileTraits(), 2048);
    rig.renderer.setRunning(true, 0);

    std::thread decode([&rig] {
        std::mt19937 random(5);
        NumberedContent content(rig.renderer);
        while (content.epoch() < kEpochs) {
            content.begin();
            content.write(random() % 300);
            rig.renderer.publishRing({});
            for (uint32_t blocks = random() % 8; blocks > 0; --blocks) {
                if (content.write(random() % 200 + 1) == 0)
                    std::this_thread::yield();
            }
        }
        content.finish();
    });

    std::thread watcher([&rig] {
        RenderProgress last;
        uint32_t backward = 0;
        while (!rig.renderer.isDrained()) {
            const RenderProgress now = rig.renderer.progress();
            backward += now.epoch < last.epoch || (now.epoch == last.epoch && now.frame < last.frame) ? 1 : 0;
            last = now;
            std::this_thread::yield();
        }
        EXPECT_EQ(backward, 0U);
        // Drained is said by the last content alone: no ring before it was finished.
        EXPECT_EQ(rig.renderer.progress().epoch, kEpochs);
    });

    uint32_t epoch = 0;
    uint32_t next = 0;
    uint32_t wrong = 0;
    std::mt19937 random(6);
    while (!rig.renderer.isDrained()) {
        const uint32_t frames = rig.crank(random() % 256 + 1);
        for (uint32_t i = 0; i < frames; ++i) {
            const auto frameEpoch = static_cast<uint32_t>(rig.out[2 * i]);
            if (frameEpoch != epoch) {
                wrong += frameEpoch < epoch ? 1 : 0;
                epoch = frameEpoch;
                next = 0;
            }
            wrong += rig.out[2 * i + 1] != static_cast<float>(next) ? 1 : 0;
            ++next;
        }
        // The last thing render() did may have been to take content that holds no frame yet.
        const RenderProgress progress = rig.renderer.progress();
        const bool tookEmpty = progress.epoch > epoch && progress.frame == 0;
        if (frames > 0 && !tookEmpty && progress != RenderProgress{epoch, next})
            ++wrong;
        if (frames == 0)
            std::this_thread::yield();
    }
    decode.join();
    watcher.join();
    EXPECT_EQ(wrong, 0U);
}

TEST(RendererThreads, FadedSwapsHoldsAndRunsGoTogether)
{
    RendererRig rig(2, SampleFormat::Int16, {}, 4096);
    std::atomic<bool> ended{false};
    std::thread callback([&rig, &ended] {
        std::vector<int16_t> out(2 * 128);
        while (!ended.load(std::memory_order_relaxed)) {
            rig.renderer.render(out.data(), 128, rig.now);
            rig.now += std::chrono::nanoseconds(128 * 1'000'000'000ULL / RendererRig::kRate);
            std::this_thread::yield();
        }
    });
    std::thread decode([&rig] {
        std::mt19937 random(8);
        for (uint32_t epoch = 1; epoch <= 1000; ++epoch) {
            PcmRing& ring = rig.renderer.beginRing(epoch);
            rig.fill(ring, 0.3F, 1000);
            rig.renderer.publishRing(
                {static_cast<uint32_t>(random() % 200), static_cast<uint32_t>(random() % 200)});
            for (int block = 0; block < 10; ++block) {
                rig.fill(ring, 0.3F, 100);
                std::this_thread::yield();
            }
        }
    });
    std::mt19937 random(9);
    for (int turn = 0; turn < 500; ++turn) {
        rig.renderer.setRunning(true, random() % 300);
        rig.renderer.setGain(static_cast<float>(random() % 100) / 100);
        std::this_thread::yield();
        rig.renderer.setRunning(false, random() % 300);
        while (!rig.renderer.isHeld())
            std::this_thread::yield();
        // Held means held: nothing is consumed of the content in play. (New content may be taken on, at frame
        // 0.)
        const RenderProgress held = rig.renderer.progress();
        const uint64_t callbacks = rig.renderer.callbacks();
        while (rig.renderer.callbacks() < callbacks + 3)
            std::this_thread::yield();
        const RenderProgress after = rig.renderer.progress();
        EXPECT_TRUE(after == held || (after.epoch > held.epoch && after.frame == 0));
    }
    decode.join();
    // The last content is played to its end, however the threads raced.
    while (rig.renderer.progress().epoch != 1000)
        std::this_thread::yield();
    ended.store(true, std::memory_order_relaxed);
    callback.join();
    EXPECT_FALSE(rig.renderer.hasRunAway());
    EXPECT_GT(rig.renderer.callbackTime().count, 0U);
}

constexpr std::chrono::milliseconds kForEver{250'000}; // a lost wake-up ends in the test's time limit

TEST(RendererThreads, AWaitingFileIsWokenByDataHoldAndEnd)
{
    RendererRig rig(2, SampleFormat::Float32, RendererRig::fileTraits());
    Doorbell space;
    rig.renderer.setSpaceBell(&space);
    std::thread device([&rig] {
        while (!rig.renderer.isDrained()) {
            rig.renderer.waitForData(kForEver);
            rig.crank(1000);
        }
    });
    rig.renderer.setRunning(true, 0);
    PcmRing& ring = rig.renderer.beginRing(1);
    rig.renderer.publishRing({});
    rig.renderer.announceData();
    for (int block = 0; block < 1000; ++block) {
        rig.fill(ring, 1.0F, 100);
        rig.renderer.announceData();
        space.wait();
    }
    rig.renderer.setRunning(false, 0);
    while (!rig.renderer.isHeld())
        std::this_thread::yield();
    rig.renderer.setRunning(true, 0);
    ring.finish();
    rig.renderer.announceData();
    device.join();
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{1, 100'000}));
}

TEST(RendererThreads, AFileRingsOnceItTookDownToTheLowWater)
{
    RendererRig rig(2, SampleFormat::Float32, RendererRig::fileTraits());
    Doorbell space;
    const auto hasRung = [&space] { return space.waitFor(std::chrono::nanoseconds(0)); };
    rig.renderer.setSpaceBell(&space);
    rig.renderer.setRunning(true, 0);
    rig.play(1, 1.0F, RendererRig::kRingFrames);
    rig.crank(RendererRig::kRingFrames / 2 - 1);
    EXPECT_FALSE(hasRung()) << "more than half is there";
    rig.crank(1);
    EXPECT_TRUE(hasRung());
    rig.renderer.setLowWater(1'000);
    rig.crank(RendererRig::kRingFrames / 2 - 1'001);
    EXPECT_FALSE(hasRung());
    rig.crank(1);
    EXPECT_TRUE(hasRung());
    rig.crank(1);
    EXPECT_TRUE(hasRung()) << "until there is more";
}

} // namespace
} // namespace stellatune
