#include "pluginhost/lease/decoder_instance.h"

#include "pluginhost/lease/text_transfer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

Result<std::unique_ptr<DecoderInstance>> DecoderInstance::create(std::shared_ptr<const ModuleLease> lease,
                                                                 std::string_view typeId,
                                                                 std::string_view config)
{
    std::unique_ptr<DecoderInstance> instance(new DecoderInstance(std::move(lease), std::string(typeId)));
    const StDecoderType* type = instance->lease().library().decoder(typeId);
    if (type == nullptr)
        return instance->noSuchType();
    auto made = instance->make<StDecoder>(
        [&](StDecoder* out, const StWriter* error) { return type->create(toStString(config), out, error); });
    if (!made)
        return made.error();
    instance->m_functions = *made;
    if (!hasAll((*made)->open, (*made)->info, (*made)->read))
        return instance->misbehaviour("create", "made a decoder that lacks open, info or read");
    return instance;
}

Result<void> DecoderInstance::open(std::shared_ptr<ByteStream> bytes, const std::string& path,
                                   const std::string& extension, uint32_t subsong)
{
    if (m_stream != nullptr)
        return misbehaviour("open", "was called twice");
    m_stream = std::make_unique<HostStream>(std::move(bytes));
    const StDecoderOpenArguments arguments{sizeof(StDecoderOpenArguments), subsong, toStString(path),
                                           toStString(extension), m_stream->asPluginSeesIt()};
    if (Result<void> opened = invoke("open", [&] { return m_functions->open(handle(), &arguments); });
        !opened)
        return streamFailure(opened.error());
    return readInfo();
}

Result<void> DecoderInstance::readInfo()
{
    StDecoderInfo info{};
    info.struct_size = sizeof info;
    if (Result<void> done = invoke("info", [&] { return m_functions->info(handle(), &info); }); !done)
        return done;
    if (info.channels < 1 || info.channels > 8)
        return misbehaviour("info", fmt::format("reports {} channels; 1 to 8 are possible", info.channels));
    if (info.sample_rate < 8'000 || info.sample_rate > 192'000)
        return misbehaviour("info",
                            fmt::format("reports {} Hz; 8,000 to 192,000 are possible", info.sample_rate));
    info.subsongs = std::max(info.subsongs, 1u);
    m_info = info;
    return {};
}

Result<std::string> DecoderInstance::metadata()
{
    if (m_functions->metadata == nullptr)
        return std::string("{}");
    TextCollector text;
    if (Result<void> done =
            invoke("metadata", [&] { return m_functions->metadata(handle(), text.writer()); });
        !done)
        return done.error();
    return text.take();
}

Result<DecoderInstance::Block> DecoderInstance::read(std::span<float> interleaved)
{
    if (m_info.channels == 0)
        return misbehaviour("read", "was called before open");
    const auto room = static_cast<uint32_t>(
        std::min<size_t>(interleaved.size() / m_info.channels, std::numeric_limits<int32_t>::max()));
    uint32_t frames = 0;
    uint32_t atEnd = 0;
    m_stream->forgetError();
    Result<void> done = invoke(
        "read", [&] { return m_functions->read(handle(), interleaved.data(), room, &frames, &atEnd); });
    if (!done)
        return streamFailure(done.error());
    if (frames > room)
        return misbehaviour("read", fmt::format("claims {} frames where {} fit", frames, room));
    if (frames == 0 && atEnd == 0 && room > 0)
        return misbehaviour("read", "delivered neither frames nor the end");
    return Block{frames, atEnd != 0};
}

Result<uint64_t> DecoderInstance::seek(uint64_t frame)
{
    if (m_functions->seek == nullptr)
        return notOffered("seek");
    uint64_t reached = frame;
    if (m_stream != nullptr)
        m_stream->forgetError();
    if (Result<void> done = invoke("seek", [&] { return m_functions->seek(handle(), frame, &reached); });
        !done)
        return streamFailure(done.error());
    if (reached > frame)
        return misbehaviour("seek", fmt::format("landed at frame {}, behind {}", reached, frame));
    return reached;
}

Error DecoderInstance::streamFailure(Error error) const
{
    // What the stream itself says is nearer to the cause than what a codec made of it.
    if (m_stream != nullptr && m_stream->lastError() &&
        (error.code == m_stream->lastError()->code || error.code == ErrorCode::Io))
        return *m_stream->lastError();
    return error;
}

} // namespace stellatune
