// One track's frames turned into what the device takes: gain, DSP, then speakers, then rate, then DSP again.
#pragma once

#include "engine/audio/channel_mapper.h"
#include "engine/audio/resampler.h"
#include "engine/decode/decode_messages.h"
#include "engine/dsp/dsp_rack.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace stellatune {

/// Owned by the decode thread. Allocates nothing after construction, unless DSP nodes change. Carries over
/// from one track to the next when both have the same format, so that the resampler hears one continuous
/// signal across a gapless joint. The chain after mapping carries over from one conversion to the next.
class Conversion {
  public:
    /// Frames that push() takes at most.
    static constexpr uint32_t kBlockFrames = DspChain::kMaxFrames;

    /// Begins the chain before mapping, and the one after it when the ring before has ended. `dsp` outlives
    /// the conversion. The first `preRoll` frames only bring it into swing: of them the last come
    /// out that make `overlap` frames at the device's rate, none where it is 0.
    static Result<std::unique_ptr<Conversion>> create(const AudioFormat& from, const ConversionRules& rules,
                                                      DspRack& dsp, uint64_t preRoll = 0,
                                                      uint64_t overlap = 0);

    const AudioFormat& sourceFormat() const { return m_from; }
    bool resamples() const { return m_resampler != nullptr; }
    bool remixes() const { return !m_mapper.isIdentity(); }

    /// Where the decoder writes its next block; room for kBlockFrames frames of the source format.
    std::span<float> input() { return {m_source.data(), size_t{kBlockFrames} * m_from.channels()}; }

    /// Takes the first `frames` frames of input(), scaled by `gain`; what is no number there, as files can
    /// hold, is silent. Call again only once pull() gave everything.
    void push(uint32_t frames, float gain);
    /// No more input follows; pull() gives what the chain before mapping and the resampler still hold. When
    /// the ring ends with it, pull() gives also what the chain after mapping holds, and the tails of both:
    /// that cannot be taken back.
    void endInput(bool endsRing);
    bool hasEnded() const { return m_ended; }
    bool endsRing() const { return m_endsRing; }
    /// The next stretch in the device's format; empty when more input is needed. Valid until the next call.
    std::span<const float> pull();

    /// Frames that the chain before mapping and the resampler hold, at the device's rate.
    uint64_t framesHeld() const;
    /// Frames that come out for all the frames pushed so far, delivered or not and without tails: where the
    /// next track will start.
    uint64_t framesOut() const;

  private:
    Conversion(const AudioFormat& from, const ConversionRules& rules, std::unique_ptr<Resampler> resampler,
               DspRack& dsp, uint64_t preRoll, uint64_t overlap);
    uint64_t scaled(uint64_t frames) const;
    std::span<float> dropPreRoll(std::span<float> block);
    void map(uint32_t frames);
    std::span<float> resample();
    std::span<float> spareBuffer();

    const AudioFormat m_from;
    const AudioFormat m_to;
    const ChannelMapper m_mapper;
    const std::unique_ptr<Resampler> m_resampler;
    DspChain& m_before;
    DspChain& m_after;
    std::vector<float> m_source;
    std::vector<float> m_mapped;
    std::vector<float> m_resampled;
    std::span<float> m_pending; ///< mapped, not yet resampled or delivered
    uint64_t m_preRoll;         ///< frames of it to come in
    const uint64_t m_overlap;   ///< frames of it that come out
    uint64_t m_toDrop;          ///< frames that the resampler makes of it before those
    uint64_t m_framesIn = 0;    ///< after the pre-roll
    uint64_t m_framesMade = 0;  ///< the overlap's among them
    bool m_ended = false;
    bool m_endsRing = false;
    bool m_isFlushed = false; ///< the chain before mapping has given everything after the end
};

} // namespace stellatune
