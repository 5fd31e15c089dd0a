#include "engine/decode/plugin_decoder.h"

#include "engine/audio/sample_check.h"
#include "engine/audio/speaker_mask.h"
#include "engine/decode/file_extension.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/stream/file_stream.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

constexpr const char* kDomain = "decode.plugin";
constexpr uint32_t kAdvancedFrames = 4096;

SampleFormat sampleFormatOf(const StDecoderInfo& info)
{
    if (info.bits_per_sample == 0)
        return SampleFormat::Float32;
    if ((info.flags & ST_DECODER_FLOAT) != 0)
        return info.bits_per_sample <= 32 ? SampleFormat::Float32 : SampleFormat::Float64;
    if (info.bits_per_sample <= 8)
        return SampleFormat::Int8;
    if (info.bits_per_sample <= 16)
        return SampleFormat::Int16;
    return info.bits_per_sample <= 24 ? SampleFormat::Int24 : SampleFormat::Int32;
}

std::string codecOf(DecoderInstance& instance)
{
    if (const Result<std::string> metadata = instance.metadata()) {
        const auto json = nlohmann::json::parse(*metadata, nullptr, false);
        if (json.is_object() && json.contains("codec") && json["codec"].is_string())
            return json["codec"].get<std::string>();
    }
    const ModuleCapability* type =
        instance.lease().library().find(CapabilityKind::Decoder, instance.typeId());
    return type != nullptr ? type->displayName : instance.typeId();
}

} // namespace

Result<std::unique_ptr<Decoder>> PluginDecoder::open(std::shared_ptr<const ModuleLease> lease,
                                                     const std::string& typeId, const std::string& config,
                                                     const std::filesystem::path& path)
{
    std::unique_ptr<PluginDecoder> decoder(new PluginDecoder(std::move(lease), typeId, config, path));
    if (Result<void> opened = decoder->openInstance(); !opened)
        return opened.error();
    decoder->describe();
    return std::unique_ptr<Decoder>(std::move(decoder));
}

PluginDecoder::PluginDecoder(std::shared_ptr<const ModuleLease> lease, std::string typeId, std::string config,
                             std::filesystem::path path)
    : m_lease(std::move(lease)), m_typeId(std::move(typeId)), m_config(std::move(config)),
      m_path(std::move(path))
{}

Result<void> PluginDecoder::openInstance()
{
    Result<std::unique_ptr<ByteStream>> bytes = FileStream::open(m_path);
    if (!bytes)
        return bytes.error();
    Result<std::unique_ptr<DecoderInstance>> made = DecoderInstance::create(m_lease, m_typeId, m_config);
    if (!made)
        return made.error();
    if (Result<void> opened = (*made)->open(std::move(*bytes), inUtf8(m_path), fileExtension(m_path));
        !opened)
        return opened;
    m_instance = std::move(*made);
    m_position = 0;
    m_toDrop = m_instance->info().encoder_delay;
    m_atEnd = false;
    m_heldBack.clear();
    return {};
}

Result<void> PluginDecoder::applyConfig(const std::string& config)
{
    if (Result<void> applied = m_instance->applyConfig(config); !applied)
        return applied;
    m_config = config;
    return {};
}

void PluginDecoder::describe()
{
    const StDecoderInfo& info = m_instance->info();
    m_info.codec = codecOf(*m_instance);
    m_info.decoder = m_lease->library().info().name;
    m_info.format = {info.sample_rate, layoutOfMask(info.channel_mask, info.channels)};
    m_info.sampleFormat = sampleFormatOf(info);
    m_info.significantBits = info.bits_per_sample;
    m_info.lossless = (info.flags & ST_DECODER_LOSSLESS) != 0;
    m_info.encoderDelay = info.encoder_delay;
    m_info.encoderPadding = info.encoder_padding;
    if (info.frames == ST_FRAMES_UNKNOWN)
        return;
    m_end = std::max<uint64_t>(info.frames - std::min<uint64_t>(info.frames, info.encoder_padding),
                               info.encoder_delay);
    m_info.frames = *m_end - info.encoder_delay;
}

Result<uint64_t> PluginDecoder::read(std::span<float> interleaved)
{
    const uint32_t channels = m_info.format.channels();
    const uint64_t wanted = interleaved.size() / channels;
    uint64_t filled = 0;
    while (filled < wanted && !m_atEnd) {
        const std::span<float> room = interleaved.subspan(filled * channels);
        // What the plugin says it wrote and did not would be music of before.
        std::fill(room.begin(), room.end(), std::numeric_limits<float>::quiet_NaN());
        const Result<uint32_t> frames = readSome(room);
        if (!frames)
            return blame(frames.error());
        filled += *frames;
    }
    countNoNumbers(interleaved.first(filled * channels));
    return filled;
}

/// One read of the plugin's; what is left of it after dropping and cutting.
Result<uint32_t> PluginDecoder::readSome(std::span<float> interleaved)
{
    const Result<DecoderInstance::Block> block = m_instance->read(interleaved);
    if (!block)
        return block.error();
    m_atEnd = block->atEnd;
    m_position += block->frames;
    return cutAtEnd(interleaved, dropAtStart(interleaved, block->frames));
}

uint32_t PluginDecoder::dropAtStart(std::span<float> interleaved, uint32_t frames)
{
    const auto dropped = static_cast<uint32_t>(std::min<uint64_t>(m_toDrop, frames));
    if (dropped == 0)
        return frames;
    m_toDrop -= dropped;
    const uint32_t channels = m_info.format.channels();
    const auto first = interleaved.begin();
    std::copy(first + ptrdiff_t{dropped} * channels, first + ptrdiff_t{frames} * channels, first);
    return frames - dropped;
}

uint32_t PluginDecoder::cutAtEnd(std::span<float> interleaved, uint32_t frames)
{
    if (m_end) {
        if (m_position < *m_end)
            return frames;
        m_atEnd = true;
        return frames - static_cast<uint32_t>(std::min<uint64_t>(m_position - *m_end, frames));
    }
    if (m_info.encoderPadding == 0)
        return frames;
    // Nobody knows the end before it is there, so the last frames wait until others follow them.
    const uint32_t channels = m_info.format.channels();
    const auto first = interleaved.begin();
    m_heldBack.insert(m_heldBack.end(), first, first + ptrdiff_t{frames} * channels);
    const size_t padding = size_t{m_info.encoderPadding} * channels;
    const size_t given = m_heldBack.size() - std::min(m_heldBack.size(), padding);
    const auto split = m_heldBack.begin() + static_cast<ptrdiff_t>(given);
    std::copy(m_heldBack.begin(), split, first);
    m_heldBack.erase(m_heldBack.begin(), split);
    return static_cast<uint32_t>(given / channels);
}

Result<bool> PluginDecoder::advance()
{
    if (m_toDrop == 0 || m_atEnd)
        return true;
    // No short rest, which music that is read on meanwhile would turn into a race.
    uint64_t part = m_toDrop <= 2 * kAdvancedFrames ? m_toDrop : kAdvancedFrames;
    const uint32_t channels = m_info.format.channels();
    m_passed.resize(size_t{kAdvancedFrames} * channels);
    while (part > 0 && !m_atEnd) {
        const uint64_t room = std::min<uint64_t>(part, kAdvancedFrames);
        const Result<DecoderInstance::Block> block =
            m_instance->read(std::span<float>(m_passed).first(room * channels));
        if (!block)
            return blame(block.error());
        m_position += block->frames;
        m_toDrop -= block->frames;
        part -= block->frames;
        m_atEnd = block->atEnd;
        if (m_atEnd && m_toDrop > 0)
            return blame({ErrorCode::Corrupt, kDomain, "it ends before the place that was asked for."});
    }
    return m_toDrop == 0 || m_atEnd;
}

void PluginDecoder::countNoNumbers(std::span<const float> samples)
{
    m_faults += areAllNumbers(samples) ? 0 : 1;
}

Error PluginDecoder::blame(const Error& error) const
{
    return {error.code, kDomain,
            fmt::format("The decoder {} of the plugin {} cannot go on with “{}”: {}", m_typeId,
                        m_lease->pluginId(), inUtf8(m_path.filename()), error.message)};
}

Result<void> PluginDecoder::seek(uint64_t frame)
{
    const uint64_t target = placeOf(frame);
    if (m_instance->isSeekable()) {
        const Result<uint64_t> reached = m_instance->seek(target);
        if (!reached)
            return reached.error();
        m_position = *reached;
    } else if (target < m_position) {
        if (Result<void> opened = openInstance(); !opened)
            return opened;
    }
    dropTo(target);
    return {};
}

Result<void> PluginDecoder::readTo(uint64_t frame)
{
    const uint64_t target = placeOf(frame);
    if (target < m_position)
        return seek(frame); // the plugin gave more already
    dropTo(target);
    return {};
}

/// As the plugin counts.
uint64_t PluginDecoder::placeOf(uint64_t frame) const
{
    const uint64_t place = frame + m_info.encoderDelay;
    return m_end ? std::min(place, *m_end) : place;
}

void PluginDecoder::dropTo(uint64_t place)
{
    m_toDrop = place - m_position;
    m_atEnd = m_end && place >= *m_end;
    m_heldBack.clear();
}

} // namespace stellatune
