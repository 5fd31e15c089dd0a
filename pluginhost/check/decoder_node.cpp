#include "pluginhost/check/decoder_node.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

constexpr uint32_t kMostFrames = 8192; ///< asked for at once
constexpr uint32_t kMostChannels = 8;

} // namespace

InstanceFactory decoderFactory(Session& session, const StDecoderType& type)
{
    return [&session, &type](std::string_view config, std::string_view detail) {
        return makeInstance<StDecoder>(session, config, detail,
                                       [&](StString text, StDecoder* made, const StWriter* error) {
                                           return type.create(text, made, error);
                                       });
    };
}

DecoderNode::DecoderNode(Session& session, const StDecoderType& type)
    : m_session(session), m_instance(makeUsable(session, decoderFactory(session, type))),
      m_functions(&m_instance.functions<StDecoderFunctions>()), m_buffer(size_t{kMostFrames} * kMostChannels)
{}

int32_t DecoderNode::open(TestStream& stream, std::string_view path, std::string_view extension,
                          const char* detail)
{
    StDecoderOpenArguments arguments{};
    arguments.struct_size = sizeof(StDecoderOpenArguments);
    arguments.path = toStString(path);
    arguments.extension = toStString(extension);
    arguments.stream = stream.asPluginSeesIt();
    const int32_t status =
        m_session.call("open", detail, [&] { return m_functions->open(m_instance.handle(), &arguments); });
    if (status == ST_OK)
        checkInfo();
    else if (lastError().empty())
        m_session.warning("error-words",
                          fmt::format("open failed ({}) and last_error has no words for it", detail));
    return status;
}

void DecoderNode::checkInfo()
{
    m_info = {};
    m_info.struct_size = sizeof(StDecoderInfo);
    const int32_t status =
        m_session.call("info", "", [&] { return m_functions->info(m_instance.handle(), &m_info); });
    if (status != ST_OK) {
        m_session.error("decoder-info",
                        fmt::format("info fails with {} after open: {}", status, lastError()));
        throw StepAbandoned{};
    }
    if (m_info.channels < 1 || m_info.channels > kMostChannels || m_info.sample_rate < 8'000 ||
        m_info.sample_rate > 192'000) {
        m_session.error(
            "decoder-info",
            fmt::format("info says {} channels at {} Hz; 1 to 8 at 8,000 to 192,000 Hz are allowed",
                        m_info.channels, m_info.sample_rate));
        throw StepAbandoned{};
    }
    if (m_info.subsongs < 1)
        m_session.error("decoder-info", "info says 0 subsongs; there is at least 1");
    if (m_info.frames != ST_FRAMES_UNKNOWN &&
        uint64_t{m_info.encoder_delay} + m_info.encoder_padding > m_info.frames)
        m_session.error("decoder-info", "info says more delay and padding than there are frames");
}

DecoderNode::Block DecoderNode::read(uint32_t frames, const char* detail)
{
    // Before open() the number of channels is not known: room for all there can be.
    const uint32_t channels = m_info.channels != 0 ? m_info.channels : kMostChannels;
    uint32_t delivered = 0;
    uint32_t end = 0;
    Block block;
    m_buffer.guardAfter(0);
    block.status = m_session.call("read", detail, [&] {
        return m_functions->read(m_instance.handle(), m_buffer.data(), frames, &delivered, &end);
    });
    if (!m_buffer.isIntactAfter(size_t{frames} * channels)) {
        m_session.error("decoder-bounds", "read writes outside of the samples it was given");
        throw StepAbandoned{};
    }
    if (block.status != ST_OK)
        return block;
    if (delivered > frames || end > 1) {
        m_session.error("decoder-read",
                        fmt::format("read delivers {} frames of {} and the end {}", delivered, frames, end));
        throw StepAbandoned{};
    }
    if (delivered == 0 && end == 0 && frames != 0) {
        m_session.error("decoder-read",
                        "read delivers no frame, no end and no error, so a host would ask for ever");
        throw StepAbandoned{};
    }
    block.isEnd = end == 1;
    block.samples.assign(m_buffer.data(), m_buffer.data() + size_t{delivered} * channels);
    return block;
}

std::vector<float> DecoderNode::readAll(uint64_t mostFrames, const char* detail)
{
    m_reachedEnd = false;
    std::vector<float> samples;
    while (samples.size() < mostFrames * m_info.channels) {
        const Block block = read(4096, detail);
        if (block.status != ST_OK)
            return samples;
        samples.insert(samples.end(), block.samples.begin(), block.samples.end());
        if (block.isEnd) {
            m_reachedEnd = true;
            return samples;
        }
    }
    return samples;
}

RealTimeBreaches DecoderNode::watchReads()
{
    return m_session.call("read", "under watch", [&] {
        return watchRealTime([&] {
            uint32_t delivered = 0;
            uint32_t end = 0;
            for (int i = 0; i < kWatchedReads && end == 0; ++i)
                m_functions->read(m_instance.handle(), m_buffer.data(), 512, &delivered, &end);
        });
    });
}

uint64_t DecoderNode::seek(uint64_t frame)
{
    uint64_t reached = 0;
    const int32_t status = m_session.call("seek", fmt::format("frame {}", frame), [&] {
        return m_functions->seek(m_instance.handle(), frame, &reached);
    });
    if (status != ST_OK) {
        m_session.error("decoder-seek", fmt::format("seek fails with {}: {}", status, lastError()));
        throw StepAbandoned{};
    }
    if (reached > frame) {
        m_session.error("decoder-seek",
                        fmt::format("seek to frame {} lands behind it, at {}", frame, reached));
        throw StepAbandoned{};
    }
    return reached;
}

void DecoderNode::metadata()
{
    if (m_functions->metadata == nullptr)
        return;
    TextCollector text;
    const int32_t status = m_session.call(
        "metadata", "", [&] { return m_functions->metadata(m_instance.handle(), text.writer()); });
    if (status == ST_OK && !nlohmann::json::parse(text.text(), nullptr, false).is_object())
        m_session.error("decoder-metadata", "metadata writes no JSON object");
}

} // namespace stellatune
