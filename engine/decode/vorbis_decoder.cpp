#include "engine/decode/vorbis_decoder.h"

#include "engine/decode/decode_errors.h"

#include <algorithm>
#include <utility>

namespace stellatune {

namespace {

constexpr const char* kDomain = "decode.vorbis";

size_t readFile(void* bytes, size_t size, size_t count, void* data)
{
    return size == 0 ? 0 : static_cast<InputFile*>(data)->read(bytes, size * count) / size;
}

int seekFile(void* data, ogg_int64_t offset, int whence)
{
    InputFile& file = *static_cast<InputFile*>(data);
    int64_t base = 0;
    if (whence == SEEK_CUR)
        base = static_cast<int64_t>(file.position());
    else if (whence == SEEK_END)
        base = static_cast<int64_t>(file.size());
    return base + offset >= 0 && file.seek(static_cast<uint64_t>(base + offset)) ? 0 : -1;
}

long tellFile(void* data)
{
    return static_cast<long>(static_cast<InputFile*>(data)->position());
}

} // namespace

VorbisDecoder::VorbisDecoder(InputFile file) : m_file(std::move(file)) {}

VorbisDecoder::~VorbisDecoder()
{
    if (m_isOpen)
        ov_clear(&m_stream);
}

Result<std::unique_ptr<Decoder>> VorbisDecoder::open(InputFile file)
{
    std::unique_ptr<VorbisDecoder> decoder(new VorbisDecoder(std::move(file)));
    if (Result<void> header = decoder->readHeader(); !header)
        return header.error();
    return std::unique_ptr<Decoder>(std::move(decoder));
}

Result<void> VorbisDecoder::readHeader()
{
    const ov_callbacks callbacks{readFile, seekFile, nullptr, tellFile};
    if (ov_open_callbacks(&m_file, &m_stream, nullptr, 0, callbacks) != 0)
        return damagedHeader(m_file, kDomain, "Ogg Vorbis");
    m_isOpen = true;

    const vorbis_info& first = *ov_info(&m_stream, 0);
    if (Result<void> playable = checkPlayable(m_file, kDomain, first.rate, first.channels); !playable)
        return playable;
    const auto sameFormat = [&](int link) {
        const vorbis_info& other = *ov_info(&m_stream, link);
        return other.rate == first.rate && other.channels == first.channels;
    };
    const auto links = static_cast<int>(ov_streams(&m_stream));
    uint64_t frames = 0;
    while (m_playableLinks < links && sameFormat(m_playableLinks)) {
        frames += static_cast<uint64_t>(std::max<ogg_int64_t>(ov_pcm_total(&m_stream, m_playableLinks), 0));
        ++m_playableLinks;
    }

    m_order = ChannelOrder::xiph(static_cast<uint32_t>(first.channels));
    m_info.codec = "Vorbis";
    m_info.format = {static_cast<uint32_t>(first.rate), m_order.layout()};
    m_info.sampleFormat = SampleFormat::Float32;
    m_info.frames = frames;
    return {};
}

Result<uint64_t> VorbisDecoder::read(std::span<float> interleaved)
{
    const uint32_t channels = m_info.format.channels();
    const uint64_t wanted = interleaved.size() / channels;
    uint64_t done = 0;
    while (done < wanted && !m_ended) {
        float** planes = nullptr;
        int link = 0;
        const auto room = static_cast<int>(std::min<uint64_t>(wanted - done, INT16_MAX));
        const long got = ov_read_float(&m_stream, &planes, room, &link);
        if (got == OV_HOLE)
            continue;
        if (got <= 0 || link >= m_playableLinks) {
            m_ended = true;
            if (got < 0 || m_file.hasFailed())
                return unreadableRest(m_file, kDomain);
            break;
        }
        float* const out = &interleaved[done * channels];
        for (uint32_t channel = 0; channel < channels; ++channel) {
            const float* const plane = planes[m_order.source(channel)];
            for (long frame = 0; frame < got; ++frame)
                out[static_cast<uint64_t>(frame) * channels + channel] = plane[frame];
        }
        done += static_cast<uint64_t>(got);
    }
    return done;
}

Result<void> VorbisDecoder::seek(uint64_t frame)
{
    m_ended = frame >= *m_info.frames;
    if (m_ended)
        return {};
    if (ov_pcm_seek(&m_stream, static_cast<ogg_int64_t>(frame)) != 0) {
        m_ended = true;
        return unreadableRest(m_file, kDomain);
    }
    return {};
}

} // namespace stellatune
