#include "engine/decode/mpg123_decoder.h"

#include "engine/decode/decode_errors.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "decode.mpg123";
/// Frames decoded before the one sought. A frame may use bits of earlier ones (the bit reservoir, at most 511
/// bytes back) and the filter bank remembers one more; with the library's own few the first samples after a
/// seek in a VBR file differ from continuous playback, with ten they are the same.
constexpr long kPreRollFrames = 10;

mpg123_ssize_t readFile(void* data, void* bytes, size_t count)
{
    InputFile& file = *static_cast<InputFile*>(data);
    const size_t got = file.read(bytes, count);
    return got == 0 && file.hasFailed() ? -1 : static_cast<mpg123_ssize_t>(got);
}

off_t seekFile(void* data, off_t offset, int whence)
{
    InputFile& file = *static_cast<InputFile*>(data);
    off_t base = 0;
    if (whence == SEEK_CUR)
        base = static_cast<off_t>(file.position());
    else if (whence == SEEK_END)
        base = static_cast<off_t>(file.size());
    return base + offset >= 0 && file.seek(static_cast<uint64_t>(base + offset)) ? base + offset : -1;
}

} // namespace

Mpg123Decoder::Mpg123Decoder(InputFile file, mpg123_handle* handle)
    : m_file(std::move(file)), m_handle(handle)
{}

Result<std::unique_ptr<Decoder>> Mpg123Decoder::open(InputFile file)
{
    static const int initialised = mpg123_init();
    mpg123_handle* handle = initialised == MPG123_OK ? mpg123_new(nullptr, nullptr) : nullptr;
    if (handle == nullptr)
        return Error{ErrorCode::Internal, kDomain, "The MPEG audio decoder cannot be started."};
    std::unique_ptr<Mpg123Decoder> decoder(new Mpg123Decoder(std::move(file), handle));
    if (Result<void> header = decoder->readHeader(); !header)
        return header.error();
    return std::unique_ptr<Decoder>(std::move(decoder));
}

Result<void> Mpg123Decoder::readHeader()
{
    mpg123_handle* const handle = m_handle.get();
    // MPG123_IGNORE_STREAMLENGTH concerns ID3's TLEN, which is often wrong. Sync is sought to the end of the
    // file: it is known to be MPEG audio, so what is between is damage to step over.
    mpg123_param(handle, MPG123_FLAGS, MPG123_QUIET | MPG123_GAPLESS | MPG123_FORCE_FLOAT | MPG123_SKIP_ID3V2,
                 0.0);
    mpg123_param(handle, MPG123_PREFRAMES, kPreRollFrames, 0.0);
    mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0.0);
    // A whole frame index, in steps of this many entries, so that no seek has to search.
    mpg123_param(handle, MPG123_INDEX_SIZE, -4096, 0.0);

    long rate = 0;
    int channels = 0;
    int encoding = 0;
    if (mpg123_replace_reader_handle(handle, readFile, seekFile, nullptr) != MPG123_OK ||
        mpg123_open_handle(handle, &m_file) != MPG123_OK ||
        mpg123_getformat(handle, &rate, &channels, &encoding) != MPG123_OK)
        return damagedHeader(m_file, kDomain, "MPEG audio");
    if (Result<void> playable = checkPlayable(m_file, kDomain, rate, channels); !playable)
        return playable;

    // Frames of another channel count come in that of the first.
    mpg123_param(handle, MPG123_ADD_FLAGS, channels == 1 ? MPG123_MONO_MIX : MPG123_FORCE_STEREO, 0.0);

    mpg123_frameinfo frame{};
    if (mpg123_info(handle, &frame) != MPG123_OK)
        return damagedHeader(m_file, kDomain, "MPEG audio");
    m_info.encoderDelay = state(MPG123_ENC_DELAY);
    m_info.encoderPadding = state(MPG123_ENC_PADDING);
    // Without the encoder's own count of frames the length is a guess until every frame header was seen.
    if (m_info.encoderDelay == 0 && m_info.encoderPadding == 0)
        mpg123_scan(handle);
    const off_t frames = mpg123_length(handle);

    m_info.codec = fmt::format("MP{}", frame.layer);
    m_info.format = {static_cast<uint32_t>(rate), ChannelLayout::standard(static_cast<uint32_t>(channels))};
    m_info.sampleFormat = SampleFormat::Float32;
    if (frames >= 0)
        m_info.frames = static_cast<uint64_t>(frames);
    return {};
}

uint32_t Mpg123Decoder::state(mpg123_state key) const
{
    long value = 0;
    return mpg123_getstate(m_handle.get(), key, &value, nullptr) == MPG123_OK && value > 0
               ? static_cast<uint32_t>(value)
               : 0;
}

Result<uint64_t> Mpg123Decoder::read(std::span<float> interleaved)
{
    const uint32_t channels = m_info.format.channels();
    const size_t frameBytes = channels * sizeof(float);
    const size_t wanted = interleaved.size() / channels * frameBytes;
    auto* const bytes = reinterpret_cast<unsigned char*>(interleaved.data());
    size_t done = 0;
    while (done < wanted && !m_ended) {
        size_t got = 0;
        const int status = mpg123_read(m_handle.get(), bytes + done, wanted - done, &got);
        // At another rate there is damage that looks like a frame, or another recording glued on, which
        // cannot go on in the format of the first: it is left out.
        if (!m_atForeignRate)
            done += got;
        if (status == MPG123_NEW_FORMAT) {
            long rate = 0;
            int channelCount = 0;
            int encoding = 0;
            mpg123_getformat(m_handle.get(), &rate, &channelCount, &encoding);
            m_atForeignRate = rate != static_cast<long>(m_info.format.sampleRate);
        } else if (status == MPG123_DONE) {
            m_ended = true;
        } else if (status != MPG123_OK) {
            m_ended = true;
            if (m_file.hasFailed())
                return unreadableRest(m_file, kDomain);
        }
    }
    return uint64_t{done / frameBytes};
}

Result<void> Mpg123Decoder::seek(uint64_t frame)
{
    m_ended = (m_info.frames && frame >= *m_info.frames) ||
              mpg123_seek(m_handle.get(), static_cast<off_t>(frame), SEEK_SET) != static_cast<off_t>(frame);
    return {};
}

} // namespace stellatune
