// FLAC, native or in Ogg, through libFLAC.
#pragma once

#include "engine/decode/decoder.h"
#include "engine/decode/input_file.h"

#include <FLAC/stream_decoder.h>

namespace stellatune {

class FlacDecoder final : public Decoder {
  public:
    enum class Container : uint8_t { Native, Ogg };
    static Result<std::unique_ptr<Decoder>> open(InputFile file, Container container);

    const DecoderInfo& info() const override { return m_info; }
    Result<uint64_t> read(std::span<float> interleaved) override;
    Result<void> seek(uint64_t frame) override;

  private:
    struct DeleteStream {
        void operator()(FLAC__StreamDecoder* stream) const { FLAC__stream_decoder_delete(stream); }
    };
    /// What libFLAC calls. It is C, so nothing may be thrown there.
    struct Callbacks;

    FlacDecoder(InputFile file, FLAC__StreamDecoder* stream);
    Result<void> readHeader(Container container);
    void takeBlock(const FLAC__Frame& block, const FLAC__int32* const planes[]) noexcept;
    uint64_t giveSilence(std::span<float> interleaved);
    uint64_t giveSpare(std::span<float> interleaved);
    void forgetDecoded(uint64_t position);
    Result<void> seekByReading(uint64_t frame);

    InputFile m_file;
    DecoderInfo m_info;
    std::unique_ptr<FLAC__StreamDecoder, DeleteStream> m_stream;

    std::optional<FLAC__StreamMetadata_StreamInfo> m_streamInfo; ///< as read last

    uint64_t m_position = 0;          ///< frame that read() gives next
    uint64_t m_nextBlock = 0;         ///< frame at which the next block should begin
    bool m_damageSeen = false;        ///< since the last block
    bool m_ended = false;             ///< nothing follows what is decoded
    uint64_t m_silentFrames = 0;      ///< to be given before m_spare
    std::span<float> m_target;        ///< where a block goes that fits whole
    uint64_t m_targetFrames = 0;      ///< frames put there
    std::unique_ptr<float[]> m_spare; ///< a block that did not fit
    uint64_t m_spareBegin = 0;        ///< frames
    uint64_t m_spareEnd = 0;
};

} // namespace stellatune
