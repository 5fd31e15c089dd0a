#include "pluginhost/check/dsp_node.h"

#include <algorithm>

#include <fmt/format.h>

namespace stellatune {
namespace {

constexpr uint32_t kMostChannels = 8;

uint32_t speakersIn(uint32_t mask)
{
    uint32_t count = 0;
    for (; mask != 0; mask &= mask - 1)
        ++count;
    return count;
}

} // namespace

StDspFormat dspFormat(uint32_t sampleRate, uint32_t channels, uint32_t maxFrames)
{
    StDspFormat format{};
    format.struct_size = sizeof(StDspFormat);
    format.sample_rate = sampleRate;
    format.channels = channels;
    format.max_frames = maxFrames;
    return format;
}

std::string describe(const StDspFormat& format)
{
    return fmt::format("{} Hz, {} channel{}", format.sample_rate, format.channels,
                       format.channels == 1 ? "" : "s");
}

bool supports(Session& session, const StDspType& type, const StDspFormat& format)
{
    if (type.supports == nullptr)
        return true;
    const int32_t status = session.call("supports", describe(format), [&] { return type.supports(&format); });
    if (status != ST_OK && status != ST_ERR_UNSUPPORTED)
        session.error("dsp-supports",
                      fmt::format("supports answers {} for {}; it may answer ST_OK or ST_ERR_UNSUPPORTED",
                                  status, describe(format)));
    return status == ST_OK;
}

StDspFormat usualFormat(Session& session, const StDspType& type)
{
    for (const uint32_t channels : {2U, 1U, 6U, 8U, 3U, 4U, 5U, 7U}) {
        for (const uint32_t rate : {44'100U, 48'000U, 96'000U, 192'000U, 8'000U}) {
            if (const StDspFormat format = dspFormat(rate, channels, 512); supports(session, type, format))
                return format;
        }
    }
    session.error("dsp-supports",
                  "no format is supported: 1 to 8 channels at 8,000 to 192,000 Hz were tried");
    throw StepAbandoned{};
}

InstanceFactory dspFactory(Session& session, const StDspType& type, const StDspFormat& format)
{
    return [&session, &type, format](std::string_view config, std::string_view detail) {
        return makeInstance<StDsp>(session, config, detail,
                                   [&](StString text, StDsp* made, const StWriter* error) {
                                       return type.create(&format, text, made, error);
                                   });
    };
}

DspNode::DspNode(Session& session, const StDspType& type, const StDspFormat& format)
    : m_session(session), m_format(format), m_formatText(describe(format)),
      m_instance(dspFactory(session, type, format)("", m_formatText)), m_functions(nullptr),
      m_buffer(size_t{format.max_frames} * kMostChannels)
{
    if (!m_instance.isMade()) {
        session.error("dsp-supports", fmt::format("create refuses {}, which is supported: {}", m_formatText,
                                                  m_instance.words()));
        throw StepAbandoned{};
    }
    m_functions = &m_instance.functions<StDspFunctions>();
    m_info.struct_size = sizeof(StDspInfo);
    const int32_t status =
        session.call("info", m_formatText, [&] { return m_functions->info(m_instance.handle(), &m_info); });
    if (status != ST_OK || m_info.output_channels < 1 || m_info.output_channels > kMostChannels) {
        session.error("dsp-info",
                      fmt::format("info answers {} and {} output channels for {}; 1 to 8 are allowed", status,
                                  m_info.output_channels, m_formatText));
        throw StepAbandoned{};
    }
    if (m_info.output_mask != 0 && speakersIn(m_info.output_mask) != m_info.output_channels)
        session.error("dsp-info", fmt::format("info names {} speakers for {} output channels",
                                              speakersIn(m_info.output_mask), m_info.output_channels));
    if (m_info.latency > uint64_t{format.sample_rate} * 10)
        session.error("dsp-info", fmt::format("info claims a latency of {} frames at {} Hz, over ten seconds",
                                              m_info.latency, format.sample_rate));
}

std::vector<float> DspNode::process(const float* input, uint32_t frames)
{
    const size_t in = size_t{frames} * m_format.channels;
    const size_t out = size_t{frames} * m_info.output_channels;
    m_buffer.guardAfter(0);
    std::copy_n(input, in, m_buffer.data());
    const std::string detail = fmt::format("{} frames, {}", frames, m_formatText);
    const int32_t status = m_session.call("process", detail, [&] {
        return m_functions->process(m_instance.handle(), m_buffer.data(), frames);
    });
    if (status != ST_OK) {
        m_session.error("dsp-process", fmt::format("process fails with {} for {}: {}", status, m_formatText,
                                                   m_instance.lastError()));
        throw StepAbandoned{};
    }
    if (!m_buffer.isIntactAfter(std::max(in, out))) {
        m_session.error("dsp-bounds", "process writes outside of the samples it was given");
        throw StepAbandoned{};
    }
    return {m_buffer.data(), m_buffer.data() + out};
}

std::vector<float> DspNode::processAll(const std::vector<float>& input,
                                       const std::vector<uint32_t>& blockSizes)
{
    std::vector<float> output;
    const size_t frames = input.size() / m_format.channels;
    size_t next = 0;
    for (size_t done = 0; done < frames;) {
        const auto block = static_cast<uint32_t>(
            std::min<size_t>({blockSizes[next++ % blockSizes.size()], frames - done, m_format.max_frames}));
        const std::vector<float> part = process(input.data() + done * m_format.channels, block);
        output.insert(output.end(), part.begin(), part.end());
        done += block;
    }
    return output;
}

void DspNode::reset()
{
    const int32_t status =
        m_session.call("reset", m_formatText, [&] { return m_functions->reset(m_instance.handle()); });
    if (status != ST_OK)
        m_session.error("dsp-reset", fmt::format("reset fails with {}: {}", status, m_instance.lastError()));
}

} // namespace stellatune
