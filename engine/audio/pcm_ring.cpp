#include "engine/audio/pcm_ring.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace stellatune {

PcmRing::PcmRing(uint32_t channels, uint32_t capacityFrames)
    : m_channels(channels), m_capacity(std::bit_ceil(std::max(capacityFrames, 1U))),
      m_samples(std::make_unique<float[]>(size_t{m_capacity} * channels))
{
    assert(channels > 0);
}

void PcmRing::reset(uint32_t epoch)
{
    m_finished.store(false, std::memory_order_relaxed);
    m_written.store(0, std::memory_order_relaxed);
    m_read.store(0, std::memory_order_relaxed);
    m_epoch = epoch;
}

uint32_t PcmRing::writable() const
{
    // Acquire: the consumer has copied the frames out before we write over them.
    const uint64_t read = m_read.load(std::memory_order_acquire);
    return m_capacity - static_cast<uint32_t>(m_written.load(std::memory_order_relaxed) - read);
}

uint32_t PcmRing::write(std::span<const float> interleaved)
{
    const auto offered = static_cast<uint32_t>(interleaved.size() / m_channels);
    const uint32_t frames = std::min(offered, writable());
    const uint64_t written = m_written.load(std::memory_order_relaxed);
    const auto offset = static_cast<uint32_t>(written & (m_capacity - 1));
    const uint32_t beforeWrap = std::min(frames, m_capacity - offset);
    const float* source = interleaved.data();
    std::copy_n(source, size_t{beforeWrap} * m_channels, m_samples.get() + size_t{offset} * m_channels);
    std::copy_n(source + size_t{beforeWrap} * m_channels, size_t{frames - beforeWrap} * m_channels,
                m_samples.get());
    m_written.store(written + frames, std::memory_order_release);
    return frames;
}

void PcmRing::finish()
{
    // Release: who sees the end sees every frame before it.
    m_finished.store(true, std::memory_order_release);
}

uint32_t PcmRing::readable() const
{
    const uint64_t written = m_written.load(std::memory_order_acquire);
    return static_cast<uint32_t>(written - m_read.load(std::memory_order_relaxed));
}

uint32_t PcmRing::read(float* interleaved, uint32_t frames)
{
    frames = std::min(frames, readable());
    const uint64_t read = m_read.load(std::memory_order_relaxed);
    const auto offset = static_cast<uint32_t>(read & (m_capacity - 1));
    const uint32_t beforeWrap = std::min(frames, m_capacity - offset);
    std::copy_n(m_samples.get() + size_t{offset} * m_channels, size_t{beforeWrap} * m_channels, interleaved);
    std::copy_n(m_samples.get(), size_t{frames - beforeWrap} * m_channels,
                interleaved + size_t{beforeWrap} * m_channels);
    m_read.store(read + frames, std::memory_order_release);
    return frames;
}

bool PcmRing::isDrained() const
{
    // The end flag first: once it is seen, the count of written frames no longer grows.
    return isFinished() && framesRead() == framesWritten();
}

bool PcmRing::isFinished() const
{
    return m_finished.load(std::memory_order_acquire);
}

} // namespace stellatune
