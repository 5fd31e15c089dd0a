#include "engine/output/file_device.h"

#include "engine/output/renderer.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <sndfile.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "output.file";
constexpr uint32_t kBlockFrames = 8192;
constexpr std::chrono::milliseconds kLongestWait{50};

std::optional<FileDevice::Container> containerFor(const std::filesystem::path& path)
{
    std::string extension = inUtf8(path.extension());
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (extension == ".wav")
        return FileDevice::Container::Wav;
    if (extension == ".flac")
        return FileDevice::Container::Flac;
    return std::nullopt;
}

/// The depth that loses nothing of `source`, as far as the container goes.
SampleFormat storedFormat(SampleFormat source, FileDevice::Container container)
{
    switch (source) {
    case SampleFormat::Int8:
    case SampleFormat::Int16:
        return SampleFormat::Int16;
    case SampleFormat::Int24:
        return SampleFormat::Int24;
    case SampleFormat::Int32:
        return container == FileDevice::Container::Flac ? SampleFormat::Int24 : SampleFormat::Int32;
    case SampleFormat::Float32:
    case SampleFormat::Float64:
        return container == FileDevice::Container::Flac ? SampleFormat::Int24 : SampleFormat::Float32;
    }
    return SampleFormat::Int24;
}

int sndfileSubtype(SampleFormat format)
{
    switch (format) {
    case SampleFormat::Int24:
        return SF_FORMAT_PCM_24;
    case SampleFormat::Int32:
        return SF_FORMAT_PCM_32;
    case SampleFormat::Float32:
        return SF_FORMAT_FLOAT;
    default:
        return SF_FORMAT_PCM_16;
    }
}

int sndfileSpeaker(Speaker speaker)
{
    switch (speaker) {
    case Speaker::FrontLeft:
        return SF_CHANNEL_MAP_LEFT;
    case Speaker::FrontRight:
        return SF_CHANNEL_MAP_RIGHT;
    case Speaker::FrontCenter:
        return SF_CHANNEL_MAP_CENTER;
    case Speaker::LowFrequency:
        return SF_CHANNEL_MAP_LFE;
    case Speaker::BackLeft:
        return SF_CHANNEL_MAP_REAR_LEFT;
    case Speaker::BackRight:
        return SF_CHANNEL_MAP_REAR_RIGHT;
    case Speaker::BackCenter:
        return SF_CHANNEL_MAP_REAR_CENTER;
    case Speaker::SideLeft:
        return SF_CHANNEL_MAP_SIDE_LEFT;
    case Speaker::SideRight:
        return SF_CHANNEL_MAP_SIDE_RIGHT;
    }
    return SF_CHANNEL_MAP_INVALID;
}

// libsndfile writes through these, so that errno is ours to read.
OutputFile& fileOf(void* user)
{
    return *static_cast<OutputFile*>(user);
}

SF_VIRTUAL_IO fileAccess()
{
    SF_VIRTUAL_IO access{};
    access.get_filelen = [](void* user) -> sf_count_t { return fileOf(user).length(); };
    access.seek = [](sf_count_t offset, int whence, void* user) -> sf_count_t {
        return fileOf(user).seek(offset, whence);
    };
    access.read = [](void*, sf_count_t, void*) -> sf_count_t { return 0; };
    access.write = [](const void* data, sf_count_t bytes, void* user) -> sf_count_t {
        return fileOf(user).write(data, bytes);
    };
    access.tell = [](void* user) -> sf_count_t { return fileOf(user).position(); };
    return access;
}

void prepareWav(SNDFILE* sound, const ChannelLayout& layout)
{
    // RF64 keeps a place for 64-bit sizes, and becomes a plain WAV on closing when they were not needed.
    sf_command(sound, SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
    // It would store the time of writing: the same music then gives the same file.
    sf_command(sound, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    std::array<int, kMaxChannels> speakers{};
    for (uint32_t channel = 0; channel < layout.channels(); ++channel)
        speakers[channel] = sndfileSpeaker(layout[channel]);
    sf_command(sound, SFC_SET_CHANNEL_MAP_INFO, speakers.data(),
               static_cast<int>(layout.channels() * sizeof(int)));
}

int32_t unpackInt24(const std::byte* bytes)
{
    const uint32_t bits = std::to_integer<uint32_t>(bytes[0]) << 8 |
                          std::to_integer<uint32_t>(bytes[1]) << 16 |
                          std::to_integer<uint32_t>(bytes[2]) << 24;
    return static_cast<int32_t>(bits);
}

} // namespace

Result<std::unique_ptr<OutputDevice>> FileDevice::create(std::filesystem::path path)
{
    const std::optional<Container> container = containerFor(path);
    if (!container)
        return Error{ErrorCode::Unsupported, kDomain,
                     fmt::format("Cannot write '{}': its name has to end in .wav or .flac.", inUtf8(path))};
    return std::unique_ptr<OutputDevice>(new FileDevice(std::move(path), *container));
}

FileDevice::FileDevice(std::filesystem::path path, Container container)
    : m_path(std::move(path)), m_container(container)
{}

FileDevice::~FileDevice()
{
    stop();
    close();
}

DeviceTraits FileDevice::traits() const
{
    DeviceTraits traits;
    traits.realTime = false;
    traits.processed = false;
    traits.fixedFormat = true;
    traits.transparentUpTo = "the file";
    traits.choice = {"file", inUtf8(m_path)};
    return traits;
}

Result<OpenedOutput> FileDevice::open(const OutputRequest& request)
{
    setFailure(std::nullopt);
    m_output.format = request.format;
    m_output.sampleFormat = storedFormat(request.sampleFormat, m_container);
    m_output.bufferFrames = kBlockFrames;
    m_output.description = inUtf8(m_path.filename());

    SF_INFO info{};
    info.samplerate = static_cast<int>(request.format.sampleRate);
    info.channels = static_cast<int>(request.format.channels());
    info.format = (m_container == Container::Flac ? SF_FORMAT_FLAC : SF_FORMAT_RF64) |
                  sndfileSubtype(m_output.sampleFormat);
    if (sf_format_check(&info) == 0)
        return Error{ErrorCode::Unsupported, kDomain,
                     fmt::format("Cannot write '{}': this kind of file does not hold {} channels at {} Hz.",
                                 inUtf8(m_path), info.channels, info.samplerate)};

    Result<std::unique_ptr<OutputFile>> file = OutputFile::create(m_path);
    if (!file)
        return file.error();
    m_file = std::move(*file);
    SF_VIRTUAL_IO access = fileAccess();
    m_sound = sf_open_virtual(&access, SFM_WRITE, &info, m_file.get());
    if (m_sound == nullptr) {
        const Error error = writeError();
        m_file->discard();
        m_file.reset();
        return error;
    }
    if (m_container == Container::Wav)
        prepareWav(m_sound, m_output.format.layout);

    const size_t samples = size_t{kBlockFrames} * m_output.format.channels();
    m_rendered.resize(samples * bytesPerSample(m_output.sampleFormat));
    m_unpacked.resize(m_output.sampleFormat == SampleFormat::Int24 ? samples : 0);
    return m_output;
}

Result<void> FileDevice::start(Renderer& renderer)
{
    m_stopping.store(false, std::memory_order_relaxed);
    m_thread = std::thread([this, &renderer] { run(renderer); });
    return {};
}

void FileDevice::stop()
{
    if (!m_thread.joinable())
        return;
    m_stopping.store(true, std::memory_order_relaxed);
    m_thread.join();
}

void FileDevice::close()
{
    if (m_sound == nullptr)
        return;
    const bool wasHealthy = !failure();
    const bool completed = sf_close(std::exchange(m_sound, nullptr)) == 0;
    if ((!m_file->close() || !completed) && wasHealthy) {
        const Error error = writeError();
        log(LogLevel::Error, kDomain, "{}", error.message);
        setFailure(error);
    }
    m_file.reset();
}

std::optional<Error> FileDevice::failure() const
{
    const std::lock_guard lock(m_failureMutex);
    return m_failure;
}

void FileDevice::run(Renderer& renderer)
{
    while (!m_stopping.load(std::memory_order_relaxed)) {
        const uint32_t frames = renderer.render(m_rendered.data(), kBlockFrames, Renderer::Clock::now());
        if (frames > 0) {
            if (!writeFrames(frames)) {
                setFailure(writeError());
                return;
            }
        } else {
            renderer.waitForData(kLongestWait); // no longer, because stop() does not ring
        }
    }
}

bool FileDevice::writeFrames(uint32_t frames)
{
    const void* samples = m_rendered.data();
    sf_count_t written = 0;
    switch (m_output.sampleFormat) {
    case SampleFormat::Int16:
        written = sf_writef_short(m_sound, static_cast<const short*>(samples), frames);
        break;
    case SampleFormat::Int24:
        for (size_t sample = 0; sample < size_t{frames} * m_output.format.channels(); ++sample)
            m_unpacked[sample] = unpackInt24(&m_rendered[sample * 3]);
        written = sf_writef_int(m_sound, m_unpacked.data(), frames);
        break;
    case SampleFormat::Int32:
        written = sf_writef_int(m_sound, static_cast<const int*>(samples), frames);
        break;
    default:
        written = sf_writef_float(m_sound, static_cast<const float*>(samples), frames);
        break;
    }
    return written == sf_count_t{frames} && !m_file->failure();
}

Error FileDevice::writeError() const
{
    if (const std::optional<Error> refused = m_file->failure())
        return *refused;
    return Error{ErrorCode::Io, kDomain,
                 fmt::format("Cannot write '{}': {}", inUtf8(m_path), sf_strerror(m_sound))};
}

void FileDevice::setFailure(std::optional<Error> failure)
{
    const std::lock_guard lock(m_failureMutex);
    m_failure = std::move(failure);
}

} // namespace stellatune
