// MPEG audio, layers 1 to 3, through mpg123, which takes off encoder delay and padding where the file tells
// them.
#pragma once

#include "engine/decode/decoder.h"
#include "engine/decode/input_file.h"

#include <mpg123.h>

namespace stellatune {

class Mpg123Decoder final : public Decoder {
  public:
    static Result<std::unique_ptr<Decoder>> open(InputFile file);

    const DecoderInfo& info() const override { return m_info; }
    Result<uint64_t> read(std::span<float> interleaved) override;
    Result<void> seek(uint64_t frame) override;

  private:
    struct DeleteHandle {
        void operator()(mpg123_handle* handle) const { mpg123_delete(handle); }
    };

    Mpg123Decoder(InputFile file, mpg123_handle* handle);
    Result<void> readHeader();
    uint32_t state(mpg123_state key) const;

    InputFile m_file;
    std::unique_ptr<mpg123_handle, DeleteHandle> m_handle; ///< reads m_file until it is deleted
    DecoderInfo m_info;
    bool m_atForeignRate = false;
    bool m_ended = false;
};

} // namespace stellatune
