#include "engine/output/server_route.h"

#ifdef STELLATUNE_HAS_PULSE

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <vector>

#include <pulse/pulseaudio.h>
#include <unistd.h>

namespace stellatune {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLimit{1'000};

struct MainLoopEnd {
    void operator()(pa_mainloop* loop) const { pa_mainloop_free(loop); }
};
struct ContextEnd {
    void operator()(pa_context* context) const
    {
        pa_context_disconnect(context);
        pa_context_unref(context);
    }
};

struct Stream {
    uint32_t device = PA_INVALID_INDEX;
    pa_sample_spec format{};
    pa_channel_map map{};
    pa_cvolume volume{};
    bool isMuted = false;
    bool isOurs = false;
    bool isCorked = false;
};

struct Device {
    std::string name;
    pa_sample_spec format{};
    pa_channel_map map{};
    pa_cvolume volume{};
    pa_sink_flags_t flags{};
    bool isMuted = false;
};

/// What the server has answered so far.
struct Answers {
    int pending = 0;
    std::string server;
    std::vector<Stream> streams;
    std::optional<Device> device;
};

SampleFormat sampleFormatOf(pa_sample_format_t format)
{
    switch (format) {
    case PA_SAMPLE_S16LE:
    case PA_SAMPLE_S16BE:
        return SampleFormat::Int16;
    case PA_SAMPLE_S24LE:
    case PA_SAMPLE_S24BE:
    case PA_SAMPLE_S24_32LE:
    case PA_SAMPLE_S24_32BE:
        return SampleFormat::Int24;
    case PA_SAMPLE_S32LE:
    case PA_SAMPLE_S32BE:
        return SampleFormat::Int32;
    case PA_SAMPLE_FLOAT32LE:
    case PA_SAMPLE_FLOAT32BE:
        return SampleFormat::Float32;
    default:
        return SampleFormat::Int8;
    }
}

AudioFormat formatOf(const pa_sample_spec& spec)
{
    return {spec.rate, ChannelLayout::standard(std::clamp<uint32_t>(spec.channels, 1, kMaxChannels))};
}

bool isAtOne(const pa_cvolume& volume)
{
    return volume.channels == 0 || pa_cvolume_channels_equal_to(&volume, PA_VOLUME_NORM) != 0;
}

/// One conversation with the server. Everything happens on the thread that calls.
class Conversation {
  public:
    Conversation() : m_loop(pa_mainloop_new())
    {
        if (m_loop)
            m_context.reset(pa_context_new(pa_mainloop_get_api(m_loop.get()), "StellaTune"));
    }

    std::optional<ServerRoute> ask()
    {
        if (!m_context || pa_context_connect(m_context.get(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0 ||
            !runUntil([this] { return pa_context_get_state(m_context.get()) == PA_CONTEXT_READY; }))
            return std::nullopt;
        expect(pa_context_get_server_info(m_context.get(), &Conversation::takeServer, &m_answers));
        expect(pa_context_get_sink_input_info_list(m_context.get(), &Conversation::takeStream, &m_answers));
        if (!runUntil([this] { return m_answers.pending == 0; }))
            return std::nullopt;
        const auto ours = std::find_if(m_answers.streams.begin(), m_answers.streams.end(),
                                       [](const Stream& stream) { return stream.isOurs; });
        if (ours == m_answers.streams.end())
            return std::nullopt;
        expect(pa_context_get_sink_info_by_index(m_context.get(), ours->device, &Conversation::takeDevice,
                                                 &m_answers));
        if (!runUntil([this] { return m_answers.pending == 0; }) || !m_answers.device)
            return std::nullopt;
        return routeOf(*ours, *m_answers.device);
    }

  private:
    void expect(pa_operation* operation)
    {
        if (operation == nullptr)
            return;
        ++m_answers.pending;
        pa_operation_unref(operation);
    }

    template <typename Reached>
    bool runUntil(const Reached& reached)
    {
        while (!reached()) {
            const auto left =
                std::chrono::duration_cast<std::chrono::microseconds>(m_deadline - Clock::now()).count();
            if (left <= 0 || !PA_CONTEXT_IS_GOOD(pa_context_get_state(m_context.get())) ||
                pa_mainloop_prepare(m_loop.get(), static_cast<int>(left)) < 0 ||
                pa_mainloop_poll(m_loop.get()) < 0 || pa_mainloop_dispatch(m_loop.get()) < 0)
                return false;
        }
        return true;
    }

    static void takeServer(pa_context*, const pa_server_info* info, void* to)
    {
        auto& answers = *static_cast<Answers*>(to);
        --answers.pending;
        const bool isPipeWire = info != nullptr && info->server_name != nullptr &&
                                std::strstr(info->server_name, "PipeWire") != nullptr;
        answers.server = isPipeWire ? "PipeWire" : "PulseAudio";
    }

    static void takeStream(pa_context*, const pa_sink_input_info* info, int end, void* to)
    {
        auto& answers = *static_cast<Answers*>(to);
        if (end != 0) {
            --answers.pending;
            return;
        }
        const char* process = pa_proplist_gets(info->proplist, PA_PROP_APPLICATION_PROCESS_ID);
        Stream stream;
        stream.isOurs = process != nullptr && process == std::to_string(getpid());
        stream.device = info->sink;
        stream.format = info->sample_spec;
        stream.map = info->channel_map;
        if (info->has_volume != 0)
            stream.volume = info->volume;
        stream.isMuted = info->mute != 0;
        stream.isCorked = info->corked != 0;
        answers.streams.push_back(stream);
    }

    static void takeDevice(pa_context*, const pa_sink_info* info, int end, void* to)
    {
        auto& answers = *static_cast<Answers*>(to);
        if (end != 0) {
            --answers.pending;
            return;
        }
        answers.device = Device{info->description, info->sample_spec, info->channel_map,
                                info->volume,      info->flags,       info->mute != 0};
    }

    ServerRoute routeOf(const Stream& stream, const Device& device) const
    {
        ServerRoute route;
        route.server = m_answers.server;
        route.device = device.name;
        route.stream = formatOf(stream.format);
        route.output = formatOf(device.format);
        route.outputSamples = sampleFormatOf(device.format.format);
        route.isHardware = (device.flags & PA_SINK_HARDWARE) != 0;
        route.isRemixed = pa_channel_map_equal(&stream.map, &device.map) == 0;
        route.isMuted = stream.isMuted || device.isMuted;
        route.volumeIsOne = isAtOne(stream.volume) && isAtOne(device.volume);
        // Where volumes are flat, that of the stream says it all.
        const bool isFlat = (device.flags & PA_SINK_FLAT_VOLUME) != 0;
        const pa_volume_t ofStream =
            stream.volume.channels == 0 ? PA_VOLUME_NORM : pa_cvolume_max(&stream.volume);
        const pa_volume_t ofDevice = isFlat ? PA_VOLUME_NORM : pa_cvolume_max(&device.volume);
        route.volume = pa_sw_volume_to_linear(ofStream) * pa_sw_volume_to_linear(ofDevice);
        route.otherStreams = static_cast<uint32_t>(
            std::count_if(m_answers.streams.begin(), m_answers.streams.end(), [&stream](const Stream& other) {
                return !other.isOurs && !other.isCorked && other.device == stream.device;
            }));
        return route;
    }

    const Clock::time_point m_deadline = Clock::now() + kLimit;
    Answers m_answers;
    std::unique_ptr<pa_mainloop, MainLoopEnd> m_loop;
    std::unique_ptr<pa_context, ContextEnd> m_context; ///< before its loop
};

} // namespace

std::optional<ServerRoute> readServerRoute()
{
    return Conversation().ask();
}

} // namespace stellatune

#else // no PulseAudio in this build

namespace stellatune {

std::optional<ServerRoute> readServerRoute()
{
    return std::nullopt;
}

} // namespace stellatune

#endif
