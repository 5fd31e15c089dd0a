#include "engine/output/sink_queue.h"

#include <algorithm>
#include <utility>

namespace stellatune {

void SinkQueue::markTrack(uint64_t frames, std::string text)
{
    m_marks.push_back({m_dropped + m_queue.frames() - frames, std::move(text)});
}

std::optional<std::string> SinkQueue::takeTrack()
{
    std::optional<std::string> text;
    while (!m_marks.empty() && m_marks.front().frame <= m_dropped) {
        text = std::move(m_marks.front().text);
        m_marks.pop_front();
    }
    return text;
}

std::span<const float> SinkQueue::front(uint32_t most)
{
    uint64_t frames = std::min<uint64_t>(most, m_queue.frames());
    if (!m_marks.empty() && m_marks.front().frame > m_dropped)
        frames = std::min(frames, m_marks.front().frame - m_dropped);
    float* const samples = m_queue.front();
    if (!m_fade.isFull() || m_shaped > 0) {
        for (; m_shaped < frames; ++m_shaped) {
            const float factor = m_fade.advance();
            for (uint32_t channel = 0; channel < m_channels; ++channel)
                samples[m_shaped * m_channels + channel] *= factor;
        }
    }
    return {samples, static_cast<size_t>(frames) * m_channels};
}

void SinkQueue::drop(uint32_t frames)
{
    m_queue.drop(frames);
    m_dropped += frames;
    m_shaped -= std::min<uint64_t>(m_shaped, frames);
}

} // namespace stellatune
