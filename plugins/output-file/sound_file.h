// One file of sound on its way to the disk.
#pragma once

#include "encoder.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace stellatune::filesink {

/// Every failure is an sdk::Error with words for the listener. After one the file stays as it is, under its
/// temporary name.
class SoundFile {
  public:
    /// `stem` as for PartialFile; `tags` may be null.
    SoundFile(const std::filesystem::path& folder, const std::string& stem, const SoundFormat& format,
              const Track* tags);

    static const char* extensionOf(Container container)
    {
        return container == Container::Wav ? ".wav" : ".flac";
    }

    void write(std::span<const float> interleaved);
    /// What was written is on the disk when this returns, except for the block that FLAC still gathers.
    void sync();
    /// Gives it its name and returns its path; see PartialFile::complete().
    std::filesystem::path complete(bool replace);

    uint64_t clippedSamples() const { return m_encoder->clippedSamples(); }

  private:
    std::unique_ptr<Encoder> makeEncoder(const SoundFormat& format, const Track* tags);
    sdk::Error writeFailure() const;

    PartialFile m_file;
    std::unique_ptr<Encoder> m_encoder;
};

} // namespace stellatune::filesink
