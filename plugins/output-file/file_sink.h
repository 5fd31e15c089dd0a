// The sink that writes what is played into files.
#pragma once

#include "config_schema.h"
#include "settings.h"
#include "sound_file.h"
#include "track.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <pluginapi/sdk/plugin.h>

namespace stellatune::filesink {

/// A file is begun with the first frame that goes into it, and gets its name when the next track begins or
/// the session ends. A new configuration holds for the files that are begun from then on. Belongs to one
/// thread.
class FileSink {
  public:
    static constexpr sdk::TypeInfo kType{.typeId = "file",
                                         .displayName = "WAV and FLAC files",
                                         .configSchema = kConfigSchema,
                                         .defaultConfig = kDefaultConfig};
    static constexpr bool kStores = true;

    explicit FileSink(const sdk::Config& config);

    sdk::ConfigPlan planConfig(const sdk::Config& config) const;
    void applyConfig(const sdk::Config& config);

    sdk::Json targets() const;
    sdk::SinkFormat negotiate(std::string_view target, const sdk::SinkFormat& wanted) const;
    void open(std::string_view target, const sdk::SinkFormat& format);
    void beginTrack(const sdk::Json& track);
    uint32_t write(std::span<const float> interleaved);
    sdk::SinkStatus status() const;
    void flush();
    /// Nothing to throw away: what was accepted is stored.
    void reset() {}
    void close();

  private:
    std::filesystem::path folderOf(std::string_view target) const;
    /// Opens the file for the frames that follow, or leaves none where the listener keeps the one that
    /// exists.
    void beginFile();
    void completeFile();
    [[noreturn]] void fail(const sdk::Error& failure);

    Settings m_settings;
    std::string m_target;
    sdk::SinkFormat m_format;
    std::optional<sdk::Error> m_failure; ///< of this session
    Track m_track;
    std::unique_ptr<SoundFile> m_file;
    bool m_isPerTrack = true; ///< m_file ends with its track
    bool m_replace = false;   ///< what m_file does to a file of its name
    bool m_skipping = false;  ///< the frames of this track go nowhere
};

} // namespace stellatune::filesink
