#include "engine/decode/flac_decoder.h"

#include "engine/decode/decode_errors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace stellatune {

namespace {

constexpr const char* kDomain = "decode.flac";
constexpr uint64_t kLargestBlock = FLAC__MAX_BLOCK_SIZE + 1;
/// Silence in place of lost blocks is no longer than this, for a damaged block may claim to be hours away.
constexpr uint64_t kLongestHoleSeconds = 30;

template <uint32_t Channels>
void interleave(const FLAC__int32* const planes[], float* out, uint32_t frames, float scale)
{
    std::array<const FLAC__int32*, Channels> plane;
    std::copy_n(planes, Channels, plane.begin());
    for (uint32_t frame = 0; frame < frames; ++frame) {
        for (uint32_t channel = 0; channel < Channels; ++channel)
            out[frame * Channels + channel] = static_cast<float>(plane[channel][frame]) * scale;
    }
}

using Interleave = void (*)(const FLAC__int32* const[], float*, uint32_t, float);
/// By channel count, so that each loop has its stride at compile time and becomes vector code.
constexpr std::array<Interleave, kMaxChannels + 1> kInterleave{
    nullptr,       interleave<1>, interleave<2>, interleave<3>, interleave<4>,
    interleave<5>, interleave<6>, interleave<7>, interleave<8>,
};

SampleFormat storedAs(uint32_t bits)
{
    if (bits <= 8)
        return SampleFormat::Int8;
    if (bits <= 16)
        return SampleFormat::Int16;
    return bits <= 24 ? SampleFormat::Int24 : SampleFormat::Int32;
}

} // namespace

struct FlacDecoder::Callbacks {
    static FlacDecoder& self(void* data) { return *static_cast<FlacDecoder*>(data); }

    static FLAC__StreamDecoderReadStatus read(const FLAC__StreamDecoder*, FLAC__byte bytes[], size_t* count,
                                              void* data)
    {
        InputFile& file = self(data).m_file;
        *count = file.read(bytes, *count);
        if (file.hasFailed())
            return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
        return *count == 0 ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
                           : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
    }

    static FLAC__StreamDecoderSeekStatus seek(const FLAC__StreamDecoder*, FLAC__uint64 offset, void* data)
    {
        return self(data).m_file.seek(offset) ? FLAC__STREAM_DECODER_SEEK_STATUS_OK
                                              : FLAC__STREAM_DECODER_SEEK_STATUS_ERROR;
    }

    static FLAC__StreamDecoderTellStatus tell(const FLAC__StreamDecoder*, FLAC__uint64* offset, void* data)
    {
        *offset = self(data).m_file.position();
        return FLAC__STREAM_DECODER_TELL_STATUS_OK;
    }

    static FLAC__StreamDecoderLengthStatus length(const FLAC__StreamDecoder*, FLAC__uint64* bytes, void* data)
    {
        *bytes = self(data).m_file.size();
        return FLAC__STREAM_DECODER_LENGTH_STATUS_OK;
    }

    static FLAC__bool atEnd(const FLAC__StreamDecoder*, void* data)
    {
        const InputFile& file = self(data).m_file;
        return file.position() >= file.size();
    }

    static FLAC__StreamDecoderWriteStatus write(const FLAC__StreamDecoder*, const FLAC__Frame* block,
                                                const FLAC__int32* const planes[], void* data)
    {
        self(data).takeBlock(*block, planes);
        return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
    }

    static void metadata(const FLAC__StreamDecoder*, const FLAC__StreamMetadata* metadata, void* data)
    {
        if (metadata->type == FLAC__METADATA_TYPE_STREAMINFO)
            self(data).m_streamInfo = metadata->data.stream_info;
    }

    static void error(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* data)
    {
        self(data).m_damageSeen = true;
    }
};

FlacDecoder::FlacDecoder(InputFile file, FLAC__StreamDecoder* stream)
    : m_file(std::move(file)), m_stream(stream)
{}

Result<std::unique_ptr<Decoder>> FlacDecoder::open(InputFile file, Container container)
{
    FLAC__StreamDecoder* stream = FLAC__stream_decoder_new();
    if (stream == nullptr)
        return Error{ErrorCode::Internal, kDomain, "There is no memory left for a FLAC decoder."};
    std::unique_ptr<FlacDecoder> decoder(new FlacDecoder(std::move(file), stream));
    if (Result<void> header = decoder->readHeader(container); !header)
        return header.error();
    return std::unique_ptr<Decoder>(std::move(decoder));
}

Result<void> FlacDecoder::readHeader(Container container)
{
    const auto init =
        container == Container::Ogg ? FLAC__stream_decoder_init_ogg_stream : FLAC__stream_decoder_init_stream;
    const FLAC__StreamDecoderInitStatus status =
        init(m_stream.get(), Callbacks::read, Callbacks::seek, Callbacks::tell, Callbacks::length,
             Callbacks::atEnd, Callbacks::write, Callbacks::metadata, Callbacks::error, this);
    if (status == FLAC__STREAM_DECODER_INIT_STATUS_UNSUPPORTED_CONTAINER)
        return Error{ErrorCode::Unsupported, kDomain,
                     m_file.quotedName() + " is FLAC in Ogg, which this system's libFLAC does not read."};
    if (status != FLAC__STREAM_DECODER_INIT_STATUS_OK ||
        FLAC__stream_decoder_process_until_end_of_metadata(m_stream.get()) == 0 || !m_streamInfo)
        return damagedHeader(m_file, kDomain, "FLAC");
    if (Result<void> playable =
            checkPlayable(m_file, kDomain, m_streamInfo->sample_rate, m_streamInfo->channels);
        !playable)
        return playable;

    m_info.codec = "FLAC";
    m_info.format = {m_streamInfo->sample_rate, ChannelLayout::standard(m_streamInfo->channels)};
    m_info.sampleFormat = storedAs(m_streamInfo->bits_per_sample);
    m_info.significantBits = m_streamInfo->bits_per_sample;
    m_info.lossless = true;
    if (m_streamInfo->total_samples > 0)
        m_info.frames = m_streamInfo->total_samples;
    m_spare = std::make_unique_for_overwrite<float[]>(kLargestBlock * m_streamInfo->channels);
    return {};
}

void FlacDecoder::takeBlock(const FLAC__Frame& block, const FLAC__int32* const planes[]) noexcept
{
    const uint32_t channels = m_info.format.channels();
    const uint32_t frames = block.header.blocksize;
    if (block.header.channels != channels || frames > kLargestBlock) {
        m_damageSeen = true;
        return;
    }
    // libFLAC 1.4 makes up lost blocks itself, with silent ones that come in the same call as the sound one
    // after them. So what waits here when another block comes was silence. Older ones leave a hole, which is
    // filled here: what follows keeps its time either way.
    m_silentFrames += m_spareEnd - m_spareBegin;
    m_spareBegin = 0;
    m_spareEnd = 0;
    if (block.header.number_type == FLAC__FRAME_NUMBER_TYPE_SAMPLE_NUMBER) {
        const uint64_t begin = block.header.number.sample_number;
        if (m_damageSeen && begin > m_nextBlock)
            m_silentFrames += begin - m_nextBlock;
        m_nextBlock = begin;
    }
    m_nextBlock += frames;
    m_damageSeen = false;
    m_silentFrames = std::min(m_silentFrames, kLongestHoleSeconds * m_info.format.sampleRate);

    const float scale = std::ldexp(1.0F, 1 - static_cast<int>(block.header.bits_per_sample));
    const bool fits = m_silentFrames == 0 && uint64_t{frames} * channels <= m_target.size();
    kInterleave[channels](planes, fits ? m_target.data() : m_spare.get(), frames, scale);
    if (fits) {
        m_target = m_target.subspan(uint64_t{frames} * channels);
        m_targetFrames += frames;
    } else {
        m_spareEnd = frames;
    }
}

uint64_t FlacDecoder::giveSilence(std::span<float> interleaved)
{
    const uint32_t channels = m_info.format.channels();
    const uint64_t frames = std::min<uint64_t>(m_silentFrames, interleaved.size() / channels);
    std::fill_n(interleaved.begin(), frames * channels, 0.0F);
    m_silentFrames -= frames;
    return frames;
}

uint64_t FlacDecoder::giveSpare(std::span<float> interleaved)
{
    const uint32_t channels = m_info.format.channels();
    const uint64_t frames = std::min<uint64_t>(m_spareEnd - m_spareBegin, interleaved.size() / channels);
    std::copy_n(&m_spare[m_spareBegin * channels], frames * channels, interleaved.begin());
    m_spareBegin += frames;
    return frames;
}

Result<uint64_t> FlacDecoder::read(std::span<float> interleaved)
{
    const uint32_t channels = m_info.format.channels();
    const uint64_t wanted = interleaved.size() / channels;
    uint64_t done = 0;
    while (done < wanted) {
        const std::span<float> rest = interleaved.subspan(done * channels);
        if (m_silentFrames > 0) {
            done += giveSilence(rest);
        } else if (m_spareBegin < m_spareEnd) {
            done += giveSpare(rest);
        } else if (m_ended) {
            break;
        } else {
            m_target = rest;
            m_targetFrames = 0;
            const bool decoding = FLAC__stream_decoder_process_single(m_stream.get()) != 0;
            m_target = {};
            done += m_targetFrames;
            m_ended = !decoding ||
                      FLAC__stream_decoder_get_state(m_stream.get()) == FLAC__STREAM_DECODER_END_OF_STREAM;
            if (!decoding)
                return unreadableRest(m_file, kDomain);
        }
    }
    m_position += done;
    return done;
}

void FlacDecoder::forgetDecoded(uint64_t position)
{
    m_position = position;
    m_nextBlock = position;
    m_silentFrames = 0;
    m_spareBegin = 0;
    m_spareEnd = 0;
    m_damageSeen = false;
    m_ended = false;
}

Result<void> FlacDecoder::seek(uint64_t frame)
{
    forgetDecoded(frame);
    if (m_info.frames && frame >= *m_info.frames) {
        m_ended = true;
        return {};
    }
    // The block that holds the frame arrives during the call, cut so that it begins there.
    if (FLAC__stream_decoder_seek_absolute(m_stream.get(), frame) != 0)
        return {};
    return seekByReading(frame);
}

/// For files whose damage or false length leads libFLAC's search astray.
Result<void> FlacDecoder::seekByReading(uint64_t frame)
{
    forgetDecoded(0);
    if (FLAC__stream_decoder_reset(m_stream.get()) == 0 ||
        FLAC__stream_decoder_process_until_end_of_metadata(m_stream.get()) == 0)
        return unreadableRest(m_file, kDomain);
    m_damageSeen = false;
    const uint32_t channels = m_info.format.channels();
    std::vector<float> skipped(kLargestBlock * channels);
    while (m_position < frame) {
        const uint64_t step = std::min(frame - m_position, kLargestBlock);
        const Result<uint64_t> got = read(std::span(skipped).first(step * channels));
        if (!got)
            return got.error();
        if (*got < step)
            break;
    }
    return {};
}

} // namespace stellatune
