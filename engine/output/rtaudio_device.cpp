#include "engine/output/rtaudio_device.h"

#include "engine/output/device_names.h"
#include "engine/output/interface_presence.h"
#include "engine/output/negotiation.h"
#include "engine/output/renderer.h"
#include "engine/output/runaway_guard.h"
#include "pluginhost/base/log.h"

#include <RtAudio.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <mutex>
#include <utility>

#ifdef __linux__
#include <dlfcn.h>
#endif

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "output.rtaudio";
constexpr const char* kStreamName = "StellaTune";
constexpr unsigned int kBuffers = 4; ///< that the driver queues, where it can be told
constexpr uint32_t kMinBufferFrames = 64;
constexpr uint32_t kMaxBufferFrames = 16'384;
/// Long enough for a machine that just woke up, short enough for a listener who wants to quit.
constexpr std::chrono::seconds kOpenLimit{10};
constexpr std::chrono::seconds kStopLimit{3};
/// What a callback sleeps that runs free, so that it does not eat a processor until it is stopped.
constexpr std::chrono::milliseconds kRunawayNap{10};

// ---- where RtAudio 5 and 6 differ ---------------------------------------------------------------------------------

#ifdef RTAUDIO_VERSION_MAJOR // since 6.0: error codes, devices by lasting ids

/// What RtAudio says against `call`, nothing when it worked.
template <typename Call>
std::optional<std::string> complaintAbout(RtAudio& audio, const Call& call)
{
    const RtAudioErrorType code = call();
    if (code == RTAUDIO_NO_ERROR || code == RTAUDIO_WARNING)
        return std::nullopt;
    return audio.getErrorText();
}

std::vector<unsigned int> deviceIds(RtAudio& audio)
{
    return audio.getDeviceIds();
}

bool wasProbed(const RtAudio::DeviceInfo&)
{
    return true;
}

/// An RtAudio that is silent on stderr and sets `disconnected` when the driver reports that the device went
/// away. Version 6 only calls the error callback; version 5 would stop the stream in its place, so it gets
/// none.
class QuietRtAudio : public RtAudio {
  public:
    QuietRtAudio(RtAudio::Api api, std::atomic<bool>& disconnected)
        : RtAudio(api, [&disconnected](RtAudioErrorType type, const std::string&) {
              if (type == RTAUDIO_DEVICE_DISCONNECT)
                  disconnected.store(true, std::memory_order_release);
          })
    {
        showWarnings(false);
    }
};

#else // 5.x: exceptions, devices by index

template <typename Call>
std::optional<std::string> complaintAbout(RtAudio&, const Call& call)
{
    try {
        call();
        return std::nullopt;
    } catch (const RtAudioError& error) {
        return error.getMessage();
    }
}

std::vector<unsigned int> deviceIds(RtAudio& audio)
{
    std::vector<unsigned int> ids(audio.getDeviceCount());
    for (unsigned int index = 0; index < ids.size(); ++index)
        ids[index] = index;
    return ids;
}

bool wasProbed(const RtAudio::DeviceInfo& device)
{
    return device.probed;
}

class QuietRtAudio : public RtAudio {
  public:
    QuietRtAudio(RtAudio::Api api, std::atomic<bool>&) : RtAudio(api) { showWarnings(false); }
};

#endif

// ---- what holds for both ------------------------------------------------------------------------------------------

/// RtAudio keeps what it knows of PulseAudio's devices in a global variable, refreshed by listing and by
/// opening. Taken on driver threads only: who waits here for a server that hangs is given up in time.
std::mutex& deviceTableMutex()
{
    static std::mutex mutex;
    return mutex;
}

#ifdef __linux__
void ignoreAlsaError(const char*, int, const char*, int, const char*, ...) {}
#endif

/// alsa-lib prints what it tried and did not find; who asks gets the error from RtAudio anyway.
void silenceAlsa()
{
#ifdef __linux__
    using Handler =
        void (*)(const char* file, int line, const char* function, int error, const char* format, ...);
    using SetHandler = int (*)(Handler);
    static const bool silenced = [] {
        const auto setHandler =
            reinterpret_cast<SetHandler>(dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler"));
        if (setHandler != nullptr)
            setHandler(&ignoreAlsaError);
        return setHandler != nullptr;
    }();
    (void)silenced;
#endif
}

/// As its makers write it, which RtAudio does not.
std::string displayName(const std::string& interface)
{
    constexpr std::array<std::pair<std::string_view, const char*>, 7> kNames{{{"pulse", "PulseAudio"},
                                                                              {"jack", "JACK"},
                                                                              {"alsa", "ALSA"},
                                                                              {"wasapi", "WASAPI"},
                                                                              {"asio", "ASIO"},
                                                                              {"ds", "DirectSound"},
                                                                              {"core", "Core Audio"}}};
    for (const auto& [name, display] : kNames) {
        if (name == interface)
            return display;
    }
    return interface;
}

struct FoundDevice {
    unsigned int id = 0;
    RtAudio::DeviceInfo info;
    std::string name; ///< that no other has: RtAudio gives what people call it, and they may have two of it
};

/// [driver thread, device table locked] The devices that play.
std::vector<FoundDevice> findDevices(RtAudio& audio)
{
    std::vector<FoundDevice> found;
    std::vector<std::string> names;
    for (const unsigned int id : deviceIds(audio)) {
        RtAudio::DeviceInfo info;
        const auto complaint = complaintAbout(audio, [&] {
            info = audio.getDeviceInfo(id);
#ifdef RTAUDIO_VERSION_MAJOR
            return RTAUDIO_NO_ERROR;
#endif
        });
        if (!complaint && wasProbed(info) && info.outputChannels > 0) {
            names.push_back(info.name);
            found.push_back({id, std::move(info), {}});
        }
    }
    names = tellApart(std::move(names));
    for (size_t i = 0; i < found.size(); ++i)
        found[i].name = std::move(names[i]);
    return found;
}

/// The one called `name`; when that is empty the interface's default. `found` is not empty.
const FoundDevice* selectDevice(const std::vector<FoundDevice>& found, const std::string& interface,
                                const std::string& name)
{
    const auto named = [&found](const std::string& wanted) -> const FoundDevice* {
        const auto it = std::find_if(found.begin(), found.end(),
                                     [&wanted](const FoundDevice& device) { return device.name == wanted; });
        return it == found.end() ? nullptr : &*it;
    };
    if (!name.empty())
        return named(name);
    // ALSA's own "default" shares the card with other programs; the cards themselves do not.
    if (interface == "alsa") {
        if (const FoundDevice* shared = named("default"))
            return shared;
    }
    const auto it = std::find_if(found.begin(), found.end(),
                                 [](const FoundDevice& device) { return device.info.isDefaultOutput; });
    return it == found.end() ? &found.front() : &*it;
}

struct FormatPair {
    RtAudioFormat rtaudio;
    SampleFormat ours;
};
constexpr std::array kFormats{
    FormatPair{RTAUDIO_FLOAT32, SampleFormat::Float32}, FormatPair{RTAUDIO_SINT32, SampleFormat::Int32},
    FormatPair{RTAUDIO_SINT24, SampleFormat::Int24}, FormatPair{RTAUDIO_SINT16, SampleFormat::Int16}};

std::vector<SampleFormat> formatsOf(RtAudioFormat mask)
{
    std::vector<SampleFormat> formats;
    for (const FormatPair& pair : kFormats) {
        if ((mask & pair.rtaudio) != 0)
            formats.push_back(pair.ours);
    }
    return formats;
}

RtAudioFormat toRtAudio(SampleFormat format)
{
    const auto it = std::find_if(kFormats.begin(), kFormats.end(),
                                 [format](const FormatPair& pair) { return pair.ours == format; });
    return it == kFormats.end() ? RTAUDIO_FLOAT32 : it->rtaudio;
}

Error unavailable(std::string message)
{
    return {ErrorCode::DeviceUnavailable, kDomain, std::move(message)};
}

} // namespace

/// One stream of RtAudio. Made, used and destroyed on a driver thread, apart from the functions marked
/// otherwise.
class RtAudioDevice::Stream {
  public:
    /// `lost` is set when the device went away, as far as the driver tells or the callback notices.
    Stream(const std::string& interface, std::shared_ptr<std::atomic<bool>> lost)
        : m_interface(interface), m_lost(std::move(lost)),
          m_audio(RtAudio::getCompiledApiByName(interface), *m_lost)
    {}

    ~Stream()
    {
        if (m_audio.isStreamOpen())
            close();
    }

    Result<OpenedOutput> open(const std::string& name, const OutputRequest& request);

    std::optional<std::string> start()
    {
        auto complaint = complaintAbout(m_audio, [this] { return m_audio.startStream(); });
        if (!complaint)
            readLatency();
        return complaint;
    }

    // Aborting, because draining waits for a device that may be dead. Complaints are of no use here: what
    // cannot be stopped is closed next, and what cannot be closed is closed already.
    void stop()
    {
        if (m_audio.isStreamRunning())
            complaintAbout(m_audio, [this] { return m_audio.abortStream(); });
    }
    void close()
    {
        complaintAbout(m_audio, [this] {
            m_audio.closeStream();
#ifdef RTAUDIO_VERSION_MAJOR
            return RTAUDIO_NO_ERROR;
#endif
        });
    }

    /// [any] From here on callbacks render, or with nullptr do not. Returns once no callback uses the one
    /// before.
    void setRenderer(Renderer* renderer)
    {
        m_renderer.store(renderer);
        while (renderer == nullptr && m_rendering.load())
            std::this_thread::sleep_for(std::chrono::microseconds(200));
    }

    /// [any, after open]
    const std::string& deviceName() const
    {
        return m_deviceName;
    }
    /// [any, after start]
    uint32_t latencyFrames() const
    {
        return m_latencyFrames;
    }

  private:
    static int callback(void* out, void* in, unsigned int frames, double time, RtAudioStreamStatus status,
                        void* user);
    void readLatency();

    const std::string m_interface;
    std::string m_deviceName;
    size_t m_bytesPerFrame = 0;
    uint32_t m_queuedFrames = 0; ///< that the driver keeps, as we asked it to
    uint32_t m_latencyFrames = 0;
    std::optional<RunawayGuard> m_guard; ///< [real-time]
    std::atomic<Renderer*> m_renderer{nullptr};
    std::atomic<bool> m_rendering{false};
    const std::shared_ptr<std::atomic<bool>> m_lost;
    QuietRtAudio m_audio; ///< last, so that its callbacks end before what they use
};

Result<OpenedOutput> RtAudioDevice::Stream::open(const std::string& name, const OutputRequest& request)
{
    const std::string display = displayName(m_interface);
    const std::lock_guard table(deviceTableMutex());
    const std::vector<FoundDevice> found = findDevices(m_audio);
    if (found.empty())
        return unavailable(
            fmt::format("{} has no device to play on. Connect one, or choose another output.", display));
    const FoundDevice* device = selectDevice(found, m_interface, name);
    if (device == nullptr)
        return unavailable(
            fmt::format("{} has no device '{}'. Connect it, or choose another output.", display, name));
    m_deviceName = device->name;

    OpenedOutput output;
    output.format.sampleRate =
        m_interface == "pulse" ? request.format.sampleRate // the list is of usual rates, the server takes any
                               : negotiateSampleRate(request.format.sampleRate, device->info.sampleRates);
    output.format.layout =
        negotiateLayout(m_interface, request.format.channels(), device->info.outputChannels);
    output.sampleFormat = negotiateSampleFormat(formatsOf(device->info.nativeFormats));
    output.description = name.empty() ? display : fmt::format("{}, {}", display, m_deviceName);

    RtAudio::StreamParameters parameters;
    parameters.deviceId = device->id;
    parameters.nChannels = output.format.channels();
    RtAudio::StreamOptions options;
    options.numberOfBuffers = kBuffers;
    options.streamName = kStreamName;
    unsigned int bufferFrames = request.bufferFrames == 0
                                    ? defaultBufferFrames(output.format.sampleRate)
                                    : std::clamp(request.bufferFrames, kMinBufferFrames, kMaxBufferFrames);
    m_bytesPerFrame = size_t{output.format.channels()} * bytesPerSample(output.sampleFormat);
    const auto complaint = complaintAbout(m_audio, [&] {
        return m_audio.openStream(&parameters, nullptr, toRtAudio(output.sampleFormat),
                                  output.format.sampleRate, &bufferFrames, &Stream::callback, this, &options);
    });
    if (complaint)
        return unavailable(fmt::format("Cannot open {} ({}). Is it in use by another program, or gone?",
                                       output.description, *complaint));
    output.bufferFrames = bufferFrames;
    m_guard.emplace(output.format.sampleRate, bufferFrames, Renderer::kRunawaySlack);
    m_queuedFrames = bufferFrames * options.numberOfBuffers;
    return output;
}

void RtAudioDevice::Stream::readLatency()
{
    long latency = 0;
    complaintAbout(m_audio, [&] {
        latency = m_audio.getStreamLatency();
#ifdef RTAUDIO_VERSION_MAJOR
        return RTAUDIO_NO_ERROR;
#endif
    });
    // RtAudio does not ask PulseAudio, which keeps the queue it was told to keep.
    if (latency <= 0 && m_interface == "pulse")
        latency = static_cast<long>(m_queuedFrames);
    m_latencyFrames = static_cast<uint32_t>(std::max(latency, 0L));
}

/// [real-time]
int RtAudioDevice::Stream::callback(void* out, void*, unsigned int frames, double, RtAudioStreamStatus,
                                    void* user)
{
    auto& stream = *static_cast<Stream*>(user);
    const Renderer::Clock::time_point now = Renderer::Clock::now();
    // Both orders matter (m_rendering before m_renderer here, the other way round in setRenderer), hence the
    // default sequential consistency. Nothing of the stream is touched outside: it may be gone by then.
    stream.m_rendering.store(true);
    if (Renderer* renderer = stream.m_renderer.load())
        renderer->render(out, frames, now);
    else
        std::memset(out, 0, frames * stream.m_bytesPerFrame);
    stream.m_guard->tick(now);
    if (!stream.m_guard->take(frames))
        stream.m_lost->store(true, std::memory_order_release);
    const bool lost = stream.m_lost->load(std::memory_order_relaxed);
    stream.m_rendering.store(false);

    // The server is gone and nobody waits for this thread any more. Ending the stream by the return value
    // would make RtAudio 5 throw on its own thread when it flushes to the dead server, and that ends the
    // program.
    if (lost)
        std::this_thread::sleep_for(kRunawayNap);
    return 0;
}

// ---- the device, on its owner's thread ----------------------------------------------------------------------------

RtAudioDevice::RtAudioDevice(DeviceChoice choice) : m_choice(std::move(choice)) {}

RtAudioDevice::~RtAudioDevice()
{
    stop();
    close();
}

DeviceTraits RtAudioDevice::traits() const
{
    DeviceTraits traits;
    traits.choice = m_choice;
    const std::string& interface = m_choice.interface;
    if (interface == "pulse" || interface == "jack")
        traits.transparentUpTo = "the sound server";
    else if (interface == "asio" || (interface == "alsa" && m_openedName.find("hw:") != std::string::npos))
        traits.transparentUpTo = "the device";
    return traits;
}

Result<OpenedOutput> RtAudioDevice::open(const OutputRequest& request)
{
    const std::string display = displayName(m_choice.interface);
    if (!isInterfacePresent(m_choice.interface))
        return unavailable(
            m_choice.interface == "alsa"
                ? fmt::format("{} finds no sound card. Connect one, or choose another output.", display)
                : fmt::format("No {} server answers. Start it, or choose another output.", display));
    m_lost->store(false, std::memory_order_relaxed);
    if (!m_driver || m_driver->isStuck())
        m_driver = std::make_unique<DriverThread>();

    struct Attempt {
        std::shared_ptr<Stream> stream;
        std::optional<Result<OpenedOutput>> result;
    };
    const auto attempt = std::make_shared<Attempt>();
    const bool answered = m_driver->run(
        [attempt, choice = m_choice, request, lost = m_lost] {
            silenceAlsa();
            attempt->stream = std::make_shared<Stream>(choice.interface, lost);
            attempt->result = attempt->stream->open(choice.name, request);
            if (!*attempt->result)
                attempt->stream.reset();
        },
        kOpenLimit);
    if (!answered)
        return unavailable(fmt::format("{} does not answer. Restart its sound server.", display));
    if (*attempt->result) {
        m_stream = attempt->stream;
        m_openedName = m_stream->deviceName();
        m_description = (*attempt->result)->description;
    }
    return *attempt->result;
}

Result<void> RtAudioDevice::start(Renderer& renderer)
{
    if (!m_stream)
        return unavailable(fmt::format("{} is not open.", displayName(m_choice.interface)));
    m_stream->setRenderer(&renderer);
    const auto complaint = std::make_shared<std::optional<std::string>>();
    const bool answered =
        m_driver->run([stream = m_stream, complaint] { *complaint = stream->start(); }, kOpenLimit);
    if (!answered || *complaint) {
        m_stream->setRenderer(nullptr);
        return unavailable(
            fmt::format("{} does not start ({}).", m_description, answered ? **complaint : "no answer"));
    }
    m_latencyFrames.store(m_stream->latencyFrames(), std::memory_order_relaxed);
    return {};
}

void RtAudioDevice::stop()
{
    if (!m_stream)
        return;
    m_stream->setRenderer(nullptr);
    if (!m_driver->run([stream = m_stream] { stream->stop(); }, kStopLimit))
        log(LogLevel::Warning, kDomain, "{} does not stop; its stream is given up", m_description);
}

void RtAudioDevice::close()
{
    if (!m_stream)
        return;
    m_latencyFrames.store(0, std::memory_order_relaxed);
    // Moved into the call, so that the stream is destroyed on the driver thread, where it was made.
    if (!m_driver->run([stream = std::move(m_stream)] { stream->close(); }, kStopLimit))
        log(LogLevel::Warning, kDomain, "{} does not close; its stream is given up", m_description);
    m_stream.reset();
}

std::optional<Error> RtAudioDevice::failure() const
{
    if (!m_lost->load(std::memory_order_acquire))
        return std::nullopt;
    return Error{ErrorCode::DeviceLost, kDomain,
                 fmt::format("{} went away.", displayName(m_choice.interface))};
}

// ---- listing ------------------------------------------------------------------------------------------------------

std::vector<std::string> rtAudioInterfaces()
{
    std::vector<RtAudio::Api> apis;
    RtAudio::getCompiledApi(apis);
    std::vector<std::string> names;
    names.reserve(apis.size());
    for (const RtAudio::Api api : apis)
        names.push_back(RtAudio::getApiName(api));
    return names;
}

std::vector<DeviceInfo> listRtAudioDevices(const std::string& interface)
{
    if (!isInterfacePresent(interface))
        return {};
    const auto listed = std::make_shared<std::vector<DeviceInfo>>();
    DriverThread driver;
    const bool answered = driver.run(
        [interface, listed] {
            silenceAlsa();
            const std::lock_guard table(deviceTableMutex());
            std::atomic<bool> disconnected{false};
            QuietRtAudio audio(RtAudio::getCompiledApiByName(interface), disconnected);
            const std::vector<FoundDevice> found = findDevices(audio);
            const FoundDevice* standard = found.empty() ? nullptr : selectDevice(found, interface, {});
            for (const FoundDevice& device : found) {
                DeviceInfo info;
                info.choice = {interface, device.name};
                info.description = device.name;
                info.isDefault = &device == standard;
                info.maxChannels = device.info.outputChannels;
                if (interface != "pulse") // which takes any
                    info.sampleRates.assign(device.info.sampleRates.begin(), device.info.sampleRates.end());
                std::sort(info.sampleRates.begin(), info.sampleRates.end());
                listed->push_back(std::move(info));
            }
        },
        kOpenLimit);
    if (!answered) {
        log(LogLevel::Warning, kDomain, "{} does not answer; its devices are not listed",
            displayName(interface));
        return {};
    }
    return std::move(*listed);
}

} // namespace stellatune
