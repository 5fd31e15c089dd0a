#include "engine/decode/sndfile_decoder.h"

#include "engine/decode/decode_errors.h"
#include "engine/decode/wav_header.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "decode.sndfile";
constexpr uint64_t kOpusRate = 48'000; ///< Hz; what counts in Opus headers are counts at this rate

sf_count_t fileSize(void* data)
{
    return static_cast<sf_count_t>(static_cast<InputFile*>(data)->size());
}

sf_count_t seekFile(sf_count_t offset, int whence, void* data)
{
    InputFile& file = *static_cast<InputFile*>(data);
    sf_count_t base = 0;
    if (whence == SEEK_CUR)
        base = static_cast<sf_count_t>(file.position());
    else if (whence == SEEK_END)
        base = static_cast<sf_count_t>(file.size());
    // Headers that lie send libsndfile to places that a sum cannot hold.
    if (offset > SF_COUNT_MAX - base || base + offset < 0 || !file.seek(static_cast<uint64_t>(base + offset)))
        return -1;
    return base + offset;
}

sf_count_t readFile(void* bytes, sf_count_t count, void* data)
{
    if (count <= 0)
        return 0;
    return static_cast<sf_count_t>(static_cast<InputFile*>(data)->read(bytes, static_cast<size_t>(count)));
}

sf_count_t refuseWrite(const void*, sf_count_t, void*)
{
    return 0;
}

sf_count_t tellFile(void* data)
{
    return static_cast<sf_count_t>(static_cast<InputFile*>(data)->position());
}

std::string codecName(int format)
{
    const int coding = format & SF_FORMAT_SUBMASK;
    if (coding == SF_FORMAT_OPUS)
        return "Opus";
    if (coding >= SF_FORMAT_ALAC_16 && coding <= SF_FORMAT_ALAC_32)
        return "ALAC";
    switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
    case SF_FORMAT_RF64:
        return "WAV";
    case SF_FORMAT_AIFF:
        return "AIFF";
    case SF_FORMAT_AU:
        return "AU";
    case SF_FORMAT_CAF:
        return "CAF";
    case SF_FORMAT_W64:
        return "W64";
    default:
        break;
    }
    SF_FORMAT_INFO description{};
    description.format = format & SF_FORMAT_TYPEMASK;
    if (sf_command(nullptr, SFC_GET_FORMAT_INFO, &description, sizeof description) == 0 &&
        description.name != nullptr)
        return description.name;
    return "audio";
}

/// Frames at 48 kHz that an Opus stream has in front of the sound (RFC 7845, section 5.1); libsndfile takes
/// them off and does not tell. 0 for other files.
uint32_t readOpusPreSkip(InputFile& file)
{
    constexpr size_t kIdentificationHeader = 28; // behind the header of an Ogg page with one packet
    constexpr std::string_view kMagic = "OpusHead";
    std::array<unsigned char, kIdentificationHeader + 12> head{};
    const bool isOpus = file.readAt(0, head) == head.size() &&
                        std::equal(kMagic.begin(), kMagic.end(), head.begin() + kIdentificationHeader);
    file.seek(0);
    return isOpus ? head[kIdentificationHeader + 10] | head[kIdentificationHeader + 11] << 8U : 0;
}

struct StoredSamples {
    SampleFormat format;
    uint32_t significantBits; ///< 0: lossy
};

StoredSamples storedSamples(int coding)
{
    switch (coding) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
        return {SampleFormat::Int8, 8};
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_ALAC_16:
        return {SampleFormat::Int16, 16};
    case SF_FORMAT_ALAC_20:
        return {SampleFormat::Int24, 20};
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_ALAC_24:
        return {SampleFormat::Int24, 24};
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_ALAC_32:
        return {SampleFormat::Int32, 32};
    case SF_FORMAT_FLOAT:
        return {SampleFormat::Float32, 32};
    case SF_FORMAT_DOUBLE:
        return {SampleFormat::Float64, 64};
    default:
        return {SampleFormat::Float32, 0};
    }
}

std::optional<Speaker> speakerOf(int position)
{
    switch (position) {
    case SF_CHANNEL_MAP_LEFT:
    case SF_CHANNEL_MAP_FRONT_LEFT:
        return Speaker::FrontLeft;
    case SF_CHANNEL_MAP_RIGHT:
    case SF_CHANNEL_MAP_FRONT_RIGHT:
        return Speaker::FrontRight;
    case SF_CHANNEL_MAP_MONO:
    case SF_CHANNEL_MAP_CENTER:
    case SF_CHANNEL_MAP_FRONT_CENTER:
        return Speaker::FrontCenter;
    case SF_CHANNEL_MAP_LFE:
        return Speaker::LowFrequency;
    case SF_CHANNEL_MAP_REAR_LEFT:
        return Speaker::BackLeft;
    case SF_CHANNEL_MAP_REAR_RIGHT:
        return Speaker::BackRight;
    case SF_CHANNEL_MAP_REAR_CENTER:
        return Speaker::BackCenter;
    case SF_CHANNEL_MAP_SIDE_LEFT:
        return Speaker::SideLeft;
    case SF_CHANNEL_MAP_SIDE_RIGHT:
        return Speaker::SideRight;
    default:
        return std::nullopt;
    }
}

} // namespace

SndfileDecoder::SndfileDecoder(InputFile file) : m_file(std::move(file)) {}

Result<std::unique_ptr<Decoder>> SndfileDecoder::open(InputFile file)
{
    std::unique_ptr<SndfileDecoder> decoder(new SndfileDecoder(std::move(file)));
    if (Result<void> header = decoder->readHeader(); !header)
        return header.error();
    return std::unique_ptr<Decoder>(std::move(decoder));
}

Result<void> SndfileDecoder::readHeader()
{
    const uint64_t opusPreSkip = readOpusPreSkip(m_file);
    SF_VIRTUAL_IO io{fileSize, seekFile, readFile, refuseWrite, tellFile};
    SF_INFO header{};
    m_sound.reset(sf_open_virtual(&io, SFM_READ, &header, &m_file));
    if (!m_sound)
        return refusal(sf_strerror(nullptr));
    if (Result<void> playable = checkPlayable(m_file, kDomain, header.samplerate, header.channels); !playable)
        return playable;

    const auto channels = static_cast<uint32_t>(header.channels);
    const int coding = header.format & SF_FORMAT_SUBMASK;
    const StoredSamples stored = storedSamples(coding);
    m_order = coding == SF_FORMAT_OPUS ? ChannelOrder::xiph(channels) : ChannelOrder(codedLayout(channels));
    m_info.codec = codecName(header.format);
    m_info.format = {static_cast<uint32_t>(header.samplerate), m_order.layout()};
    m_info.sampleFormat = stored.format;
    m_info.significantBits = stored.significantBits;
    m_info.lossless = stored.significantBits > 0;
    m_info.seekable = header.seekable != 0;
    if (coding == SF_FORMAT_OPUS)
        m_info.encoderDelay = static_cast<uint32_t>(opusPreSkip * m_info.format.sampleRate / kOpusRate);
    if (header.frames > 0 && header.frames < SF_COUNT_MAX)
        m_info.frames = static_cast<uint64_t>(header.frames);
    return {};
}

/// libsndfile's reasons are for programmers, so a WAV header that cannot be is named by its figure.
Error SndfileDecoder::refusal(const char* reason)
{
    if (m_file.hasFailed())
        return unreadableRest(m_file, kDomain);
    if (const std::optional<WavHeader> wav = WavHeader::read(m_file)) {
        if (Result<void> playable = checkPlayable(m_file, kDomain, wav->sampleRate, wav->channels); !playable)
            return playable.error();
        if (wav->tag == WavHeader::kPcm && (wav->bits == 0 || wav->bits > 32))
            return {ErrorCode::Unsupported, kDomain,
                    fmt::format("{} says its samples have {} bits; 1 to 32 can be played.",
                                m_file.quotedName(), wav->bits)};
    }
    return {ErrorCode::Corrupt, kDomain, fmt::format("{} cannot be opened: {}", m_file.quotedName(), reason)};
}

/// The speakers the file names, where it names known ones and each once; else the usual ones.
ChannelLayout SndfileDecoder::codedLayout(uint32_t channels) const
{
    std::array<int, kMaxChannels> map{};
    const ChannelLayout usual = ChannelLayout::standard(channels);
    if (sf_command(m_sound.get(), SFC_GET_CHANNEL_MAP_INFO, map.data(),
                   static_cast<int>(channels * sizeof(int))) == SF_FALSE)
        return usual;

    std::array<Speaker, kMaxChannels> speakers{};
    for (uint32_t channel = 0; channel < channels; ++channel) {
        const std::optional<Speaker> speaker = speakerOf(map[channel]);
        const auto named = speakers.begin() + channel;
        if (!speaker || std::find(speakers.begin(), named, *speaker) != named)
            return usual;
        *named = *speaker;
    }
    ChannelLayout layout(std::span<const Speaker>(speakers.data(), channels));
    // Surrounds are "side" in some 4- to 6-channel files and "back" in others; one pair is one pair.
    if (channels <= 6 && !layout.indexOf(Speaker::BackLeft) && !layout.indexOf(Speaker::BackRight)) {
        std::replace(speakers.begin(), speakers.end(), Speaker::SideLeft, Speaker::BackLeft);
        std::replace(speakers.begin(), speakers.end(), Speaker::SideRight, Speaker::BackRight);
        layout = ChannelLayout(std::span<const Speaker>(speakers.data(), channels));
    }
    return layout;
}

Result<uint64_t> SndfileDecoder::read(std::span<float> interleaved)
{
    if (m_ended)
        return uint64_t{0};
    const uint32_t channels = m_info.format.channels();
    const auto wanted = static_cast<sf_count_t>(interleaved.size() / channels);
    const sf_count_t got = std::max<sf_count_t>(sf_readf_float(m_sound.get(), interleaved.data(), wanted), 0);
    m_order.apply(interleaved.data(), static_cast<uint64_t>(got));
    if (got < wanted) {
        m_ended = true;
        if (m_file.hasFailed())
            return unreadableRest(m_file, kDomain);
    }
    return static_cast<uint64_t>(got);
}

Result<void> SndfileDecoder::seek(uint64_t frame)
{
    m_ended = m_info.frames && frame >= *m_info.frames;
    if (m_ended)
        return {};
    if (sf_seek(m_sound.get(), static_cast<sf_count_t>(frame), SEEK_SET) < 0)
        return unreadableRest(m_file, kDomain);
    return {};
}

} // namespace stellatune
