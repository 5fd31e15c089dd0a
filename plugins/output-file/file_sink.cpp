#include "file_sink.h"

#include "file_errors.h"
#include "file_system.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <pluginapi/sdk/path.h>

namespace stellatune::filesink {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kConfiguredFolder = "folder"; ///< the id of the one listed target
constexpr uint32_t kHighestRate = 192'000;
constexpr uint32_t kChunkFrames = 4096; ///< a block of FLAC

fs::path defaultFolder()
{
    const fs::path music = musicFolder();
    return music.empty() ? sdk::host().dataFolder() / "Music" : music / "StellaTune";
}

void requireWritableFolder(const fs::path& folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure)
        throw describeWriteFailure(folder, failure.default_error_condition().value());
    if (const int refused = mayWriteInto(folder); refused != 0)
        throw describeWriteFailure(folder, refused);
}

} // namespace

FileSink::FileSink(const sdk::Config& config) : m_settings(Settings::read(config)) {}

sdk::ConfigPlan FileSink::planConfig(const sdk::Config& config) const
{
    Settings::read(config);
    return sdk::ConfigPlan::hotApply();
}

void FileSink::applyConfig(const sdk::Config& config)
{
    m_settings = Settings::read(config);
}

sdk::Json FileSink::targets() const
{
    return sdk::Json::array(
        {sdk::Json::object({{"id", kConfiguredFolder},
                            {"name", "Files in " + sdk::toUtf8(folderOf(kConfiguredFolder))},
                            {"default", true}})});
}

sdk::SinkFormat FileSink::negotiate(std::string_view target, const sdk::SinkFormat& wanted) const
{
    folderOf(target);
    sdk::SinkFormat accepted = wanted;
    while (accepted.sampleRate > kHighestRate)
        accepted.sampleRate /= 2;
    accepted.chunkFrames = kChunkFrames;
    const uint32_t stored = m_settings.storedFormat(wanted.bitsPerSample).bits;
    accepted.bitsPerSample = wanted.bitsPerSample == 0 ? stored : std::min(wanted.bitsPerSample, stored);
    return accepted;
}

void FileSink::open(std::string_view target, const sdk::SinkFormat& format)
{
    if (format.sampleRate > kHighestRate)
        throw sdk::Error(ST_ERR_UNSUPPORTED, "Files are written at up to 192,000 Hz, not at " +
                                                 std::to_string(format.sampleRate) + " Hz.");
    requireWritableFolder(folderOf(target));
    m_target = target;
    m_format = format;
    m_failure.reset();
    m_track = Track();
    m_skipping = false;
}

void FileSink::beginTrack(const sdk::Json& track)
{
    // With one file for everything its first track lends the name.
    if (m_file && !m_isPerTrack && m_settings.split == Split::OneFile)
        return;
    try {
        completeFile();
    } catch (const sdk::Error& failure) {
        fail(failure);
    }
    m_skipping = m_skipping && !m_isPerTrack && m_settings.split == Split::OneFile;
    m_track = Track::read(track);
}

uint32_t FileSink::write(std::span<const float> interleaved)
{
    if (m_failure)
        throw *m_failure;
    const auto frames = static_cast<uint32_t>(interleaved.size() / m_format.channels);
    if (frames == 0 || m_skipping)
        return frames;
    try {
        if (!m_file)
            beginFile();
        if (m_file)
            m_file->write(interleaved.first(size_t{frames} * m_format.channels));
    } catch (const sdk::Error& failure) {
        fail(failure);
    }
    return frames;
}

sdk::SinkStatus FileSink::status() const
{
    sdk::SinkStatus status;
    status.state = m_failure ? ST_SINK_FAILED : m_file ? ST_SINK_PLAYING : ST_SINK_OPEN;
    return status;
}

void FileSink::flush()
{
    if (m_failure)
        throw *m_failure;
    if (!m_file)
        return;
    try {
        m_file->sync();
    } catch (const sdk::Error& failure) {
        fail(failure);
    }
}

void FileSink::close()
{
    completeFile();
}

fs::path FileSink::folderOf(std::string_view target) const
{
    if (target.empty() || target == kConfiguredFolder)
        return m_settings.folder.empty() ? defaultFolder() : m_settings.folder;
    fs::path folder = sdk::toPath(target);
    if (!folder.is_absolute())
        throw sdk::Error(ST_ERR_NOT_FOUND,
                         "There is no folder \"" + std::string(target) + "\": give its whole path.");
    return folder;
}

void FileSink::beginFile()
{
    m_isPerTrack = m_settings.split == Split::PerTrack;
    SoundFormat format;
    format.stored = m_settings.storedFormat(m_format.bitsPerSample);
    format.sampleRate = m_format.sampleRate;
    format.channels = m_format.channels;
    format.channelMask =
        m_format.channelMask != 0 ? m_format.channelMask : usualChannelMask(m_format.channels);
    format.dither = m_settings.dither;
    format.flacLevel = m_settings.flacLevel;

    NameFields fields = m_track.nameFields();
    fields["now"] = localTime();
    const NamePattern& pattern = m_isPerTrack ? m_settings.trackName : m_settings.singleName;
    const std::string stem = pattern.expand(fields, m_track.fileStem);
    const fs::path folder = folderOf(m_target);
    if (m_settings.existing == Existing::Skip) {
        const fs::path path = folder / sdk::toPath(stem + SoundFile::extensionOf(format.stored.container));
        std::error_code failure;
        if (fs::exists(path, failure)) {
            sdk::host().log(sdk::LogLevel::Info, "\"" + sdk::toUtf8(path) + "\" is kept as it is.");
            m_skipping = true;
            return;
        }
    }
    m_replace = m_settings.existing == Existing::Replace;
    // One file for many tracks bears the tags of none.
    m_file = std::make_unique<SoundFile>(folder, stem, format, m_isPerTrack ? &m_track : nullptr);
}

void FileSink::completeFile()
{
    const std::unique_ptr<SoundFile> file = std::move(m_file);
    if (!file)
        return;
    const fs::path path = file->complete(m_replace);
    const uint64_t clipped = file->clippedSamples();
    if (clipped > 0)
        sdk::host().log(sdk::LogLevel::Warning,
                        "\"" + sdk::toUtf8(path) + "\": " + std::to_string(clipped) +
                            " samples exceeded full scale and were clipped. Lower ReplayGain or the "
                            "effects, or choose 32-bit float in WAV files.");
}

void FileSink::fail(const sdk::Error& failure)
{
    m_failure = failure;
    m_file.reset();
    throw failure;
}

} // namespace stellatune::filesink
