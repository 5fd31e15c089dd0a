// Uncompressed files, Opus, and the many old formats of libsndfile.
#pragma once

#include "engine/decode/channel_order.h"
#include "engine/decode/decoder.h"
#include "engine/decode/input_file.h"

#include <sndfile.h>

namespace stellatune {

class SndfileDecoder final : public Decoder {
  public:
    static Result<std::unique_ptr<Decoder>> open(InputFile file);

    const DecoderInfo& info() const override { return m_info; }
    Result<uint64_t> read(std::span<float> interleaved) override;
    Result<void> seek(uint64_t frame) override;

  private:
    struct CloseSndfile {
        void operator()(SNDFILE* sound) const { sf_close(sound); }
    };

    explicit SndfileDecoder(InputFile file);
    Result<void> readHeader();
    Error refusal(const char* reason);
    ChannelLayout codedLayout(uint32_t channels) const;

    InputFile m_file;
    std::unique_ptr<SNDFILE, CloseSndfile> m_sound; ///< reads m_file until it is closed
    DecoderInfo m_info;
    ChannelOrder m_order{ChannelLayout()};
    bool m_ended = false;
};

} // namespace stellatune
