// Ogg Vorbis through libvorbisfile, which seeks to the exact sample.
#pragma once

#include "engine/decode/channel_order.h"
#include "engine/decode/decoder.h"
#include "engine/decode/input_file.h"

#define OV_EXCLUDE_STATIC_CALLBACKS
#include <vorbis/vorbisfile.h>

namespace stellatune {

class VorbisDecoder final : public Decoder {
  public:
    static Result<std::unique_ptr<Decoder>> open(InputFile file);
    ~VorbisDecoder() override;

    const DecoderInfo& info() const override { return m_info; }
    Result<uint64_t> read(std::span<float> interleaved) override;
    Result<void> seek(uint64_t frame) override;

  private:
    explicit VorbisDecoder(InputFile file);
    Result<void> readHeader();

    InputFile m_file;
    OggVorbis_File m_stream{};
    bool m_isOpen = false;
    DecoderInfo m_info;
    ChannelOrder m_order{ChannelLayout()};
    /// Chained streams are played as one as far as they have the format of the first.
    int m_playableLinks = 0;
    bool m_ended = false;
};

} // namespace stellatune
