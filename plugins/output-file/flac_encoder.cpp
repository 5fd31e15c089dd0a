// FLAC through libFLAC.
#include "encoder.h"
#include "quantiser.h"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include <FLAC/metadata.h>
#include <FLAC/stream_encoder.h>

namespace stellatune::filesink {

namespace {

PartialFile& fileOf(void* user)
{
    return *static_cast<PartialFile*>(user);
}

FLAC__StreamEncoderWriteStatus writeBytes(const FLAC__StreamEncoder*, const FLAC__byte* bytes, size_t count,
                                          uint32_t, uint32_t, void* user)
{
    return fileOf(user).write(bytes, count) ? FLAC__STREAM_ENCODER_WRITE_STATUS_OK
                                            : FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR;
}

FLAC__StreamEncoderSeekStatus seekTo(const FLAC__StreamEncoder*, FLAC__uint64 offset, void* user)
{
    return fileOf(user).seek(static_cast<int64_t>(offset)) ? FLAC__STREAM_ENCODER_SEEK_STATUS_OK
                                                           : FLAC__STREAM_ENCODER_SEEK_STATUS_ERROR;
}

FLAC__StreamEncoderTellStatus tellPosition(const FLAC__StreamEncoder*, FLAC__uint64* offset, void* user)
{
    *offset = static_cast<FLAC__uint64>(fileOf(user).position());
    return FLAC__STREAM_ENCODER_TELL_STATUS_OK;
}

/// Rates above 65,535 Hz that are no multiple of 10 do not fit into the header of a frame, so that such a
/// file can only be read from its start.
bool isStreamable(uint32_t sampleRate)
{
    return sampleRate <= 65'535 || sampleRate % 10 == 0;
}

class FlacEncoder final : public Encoder {
  public:
    FlacEncoder(PartialFile& file, const SoundFormat& format, const Track* tags)
        : m_encoder(FLAC__stream_encoder_new()), m_quantiser(format.stored.bits, format.dither),
          m_channels(format.channels)
    {
        if (!m_encoder)
            throw std::bad_alloc();
        FLAC__StreamEncoder* encoder = m_encoder.get();
        FLAC__stream_encoder_set_channels(encoder, format.channels);
        FLAC__stream_encoder_set_sample_rate(encoder, format.sampleRate);
        FLAC__stream_encoder_set_bits_per_sample(encoder, format.stored.bits);
        FLAC__stream_encoder_set_compression_level(encoder, format.flacLevel);
        FLAC__stream_encoder_set_streamable_subset(encoder, isStreamable(format.sampleRate));
        addComments(format, tags);
        const FLAC__StreamEncoderInitStatus status =
            FLAC__stream_encoder_init_stream(encoder, &writeBytes, &seekTo, &tellPosition, nullptr, &file);
        if (status != FLAC__STREAM_ENCODER_INIT_STATUS_OK)
            throw sdk::Error(ST_ERR_UNSUPPORTED, std::string("The FLAC file cannot be begun: ") +
                                                     FLAC__StreamEncoderInitStatusString[status]);
    }

    bool write(std::span<const float> interleaved) override
    {
        m_integers.resize(interleaved.size());
        m_quantiser.convert(interleaved, m_integers);
        return FLAC__stream_encoder_process_interleaved(
                   m_encoder.get(), m_integers.data(),
                   static_cast<uint32_t>(interleaved.size() / m_channels)) != 0;
    }

    bool finish() override { return FLAC__stream_encoder_finish(m_encoder.get()) != 0; }

    uint64_t clippedSamples() const override { return m_quantiser.clippedSamples(); }

  private:
    struct EncoderDeleter {
        void operator()(FLAC__StreamEncoder* encoder) const { FLAC__stream_encoder_delete(encoder); }
    };
    struct MetadataDeleter {
        void operator()(FLAC__StreamMetadata* metadata) const { FLAC__metadata_object_delete(metadata); }
    };

    void addComments(const SoundFormat& format, const Track* tags)
    {
        m_comments.reset(FLAC__metadata_object_new(FLAC__METADATA_TYPE_VORBIS_COMMENT));
        if (!m_comments)
            throw std::bad_alloc();
        if (tags != nullptr) {
            for (const auto& [name, value] : tags->vorbisComments())
                addComment(name, value);
        }
        if (format.channelMask != usualChannelMask(format.channels)) {
            std::array<char, 16> mask{};
            std::snprintf(mask.data(), mask.size(), "0x%04X", format.channelMask);
            addComment("WAVEFORMATEXTENSIBLE_CHANNEL_MASK", mask.data());
        }
        FLAC__StreamMetadata* blocks[] = {m_comments.get()};
        FLAC__stream_encoder_set_metadata(m_encoder.get(), blocks, 1);
    }

    void addComment(const std::string& name, const std::string& value)
    {
        FLAC__StreamMetadata_VorbisComment_Entry entry{};
        // Refused is what is no valid UTF-8.
        if (FLAC__metadata_object_vorbiscomment_entry_from_name_value_pair(&entry, name.c_str(),
                                                                           value.c_str()))
            FLAC__metadata_object_vorbiscomment_append_comment(m_comments.get(), entry, false);
    }

    std::unique_ptr<FLAC__StreamMetadata, MetadataDeleter>
        m_comments; ///< outlives the encoder, which reads it
    std::unique_ptr<FLAC__StreamEncoder, EncoderDeleter> m_encoder;
    Quantiser m_quantiser;
    const uint32_t m_channels;
    std::vector<int32_t> m_integers;
};

} // namespace

std::unique_ptr<Encoder> makeFlacEncoder(PartialFile& file, const SoundFormat& format, const Track* tags)
{
    return std::make_unique<FlacEncoder>(file, format, tags);
}

} // namespace stellatune::filesink
