// The packets of one track, each with its exact place.
#pragma once

#include "container.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace stellatune::ffmpeg {

/// Gives each packet, as its pts, the number of the first frame of sound that it decodes to. Places count
/// from wherever the container's clock starts and may be negative. How the place is known differs:
///   Timestamps  the container counts frames, exactly;
///   Packets     its clock is too coarse, or a guess after a jump: all packets were measured once, by
///   survey(); Counting    nothing is known: pts is AV_NOPTS_VALUE and only reading from the start finds a
///   place.
class PacketSource {
  public:
    enum class Clock : uint8_t { Timestamps, Packets, Counting };

    explicit PacketSource(Container& container);

    Clock clock() const { return m_clock; }
    /// Of the decoded sound, which is not always what the container says.
    void setSampleRate(uint32_t sampleRate) { m_sampleRate = sampleRate; }

    /// Whether survey() would be of use: it reads the file from end to end.
    bool wantsSurvey() const;
    /// Measures every packet. Leaves the source at the start.
    /// For firstLength and silentPackets see PacketMeter.
    void survey(uint32_t firstLength, uint32_t silentPackets);
    /// What the survey measured turned out wrong: from now on only counting is left.
    void distrustSurvey() { m_clock = Clock::Counting; }
    /// Where the sound ends, known after a survey; without what the last packet says is padding.
    std::optional<int64_t> end() const { return m_end; }
    /// The last packet, for a decoder to tell its true length; null when its length is known.
    const AVPacket* openLastPacket() const { return m_lastPacket.get(); }
    void setLengthOfLastPacket(uint32_t frames);

    bool next(AVPacket& packet);
    /// By the container's clock, once a packet was read; 0 where it has none.
    int64_t firstTimestamp() const;
    int64_t toPlace(int64_t timestamp) const;
    /// The next packet holds `place` or lies before it; its place is the answer. None when there is no way
    /// but from the start.
    std::optional<int64_t> seek(int64_t place);
    /// To the first packet. Only where the container can seek.
    void restart();

  private:
    struct Mark {
        int64_t timestamp;
        int64_t position; ///< byte in the file, or -1
        int64_t place;
        int32_t size;
    };

    bool take(AVPacket& packet);
    static int64_t timestampOf(const AVPacket& packet);
    bool matches(const Mark& mark, const AVPacket& packet) const;
    std::optional<size_t> findMark(const AVPacket& packet, size_t last) const;
    std::optional<int64_t> seekByTimestamp(int64_t place);
    std::optional<int64_t> seekByMark(int64_t place);

    Container& m_container;
    Clock m_clock;
    uint32_t m_sampleRate;
    std::vector<Mark> m_marks;
    size_t m_nextMark = 0;
    std::optional<Mark> m_first; ///< the first packet of the file
    std::optional<int64_t> m_end;
    PacketPointer m_pending; ///< read already, to be handed out next
    bool m_hasPending = false;
    PacketPointer m_lastPacket;
};

} // namespace stellatune::ffmpeg
