// One open audio file, read as 32-bit float frames from its exact first to its exact last sample.
#pragma once

#include "engine/audio/format.h"
#include "pluginhost/base/result.h"
#include "pluginhost/lease/plugin_instance.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace stellatune {

/// What a decoder knows of its file after opening. All counts are frames at `format.sampleRate`.
struct DecoderInfo {
    std::string codec;   ///< as people write it: "FLAC", "MP3", "Opus", "Vorbis", "WAV", "AIFF"
    std::string decoder; ///< the plugin that decodes, by its name; empty: built in
    AudioFormat format;
    /// Stored sample format for uncompressed and lossless files; lossy codecs decode to Float32.
    SampleFormat sampleFormat = SampleFormat::Int16;
    /// Bits that carry signal in the stored samples (a 20-bit FLAC has 20); 0 for lossy codecs.
    uint32_t significantBits = 0;
    bool lossless = false;
    bool seekable = true;
    /// Frames that reading from the start yields, encoder delay and padding already taken off; none when
    /// unknown.
    std::optional<uint64_t> frames;
    /// Frames taken off at the start and the end because the file says the encoder put them there.
    uint32_t encoderDelay = 0;
    uint32_t encoderPadding = 0;
};

/// Owned and called by one thread at a time. Multichannel frames come in the order of `info().format.layout`,
/// whatever order the codec uses: ChannelLayout::standard for the channel count, unless the file itself names
/// other speakers (a WAV mask of L R C LFE, say); those too come in ascending order of Speaker.
class Decoder {
  public:
    virtual ~Decoder() = default;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    virtual const DecoderInfo& info() const = 0;

    /// Fills `interleaved` (a whole number of frames) as far as the file goes and returns the frames written.
    /// Fewer than asked, 0 included, means the end. Damage inside the file that the codec can step over is
    /// stepped over; an Error means that nothing more can be read. Samples may be no numbers where the file
    /// says so. Allocates nothing per call in the steady state.
    virtual Result<uint64_t> read(std::span<float> interleaved) = 0;

    /// The next read() starts at exactly `frame` (0-based, after delay was taken off), sample for sample what
    /// reading from the start would have given there (lossy codecs: within their own pre-roll convergence).
    /// Beyond the end is the end.
    virtual Result<void> seek(uint64_t frame) = 0;

    /// The next read() starts at exactly `frame`, which is not behind where it would start now, and what
    /// codecs remember of the music is what reading up to there leaves: some draw noise of their own, and are
    /// never the same again after a seek. The built-in ones remember nothing for long.
    virtual Result<void> readTo(uint64_t frame) { return seek(frame); }

    /// After a seek, or readTo(), that has to read its way: does about a block of that way, and says whether
    /// the frame is reached. An Error when it cannot be, because reading fails or the file ends before it;
    /// read() tells of that too.
    virtual Result<bool> advance() { return true; }

    /// Reads so far whose samples were no numbers, or missing, and are silent instead.
    virtual uint64_t faults() const { return 0; }

    /// What a change to these settings takes. There is nothing to set of the built-in ones.
    virtual Result<ConfigPlan> planConfig(std::string_view) { return ConfigPlan{ConfigChange::Recreate, {}}; }
    /// After a plan of HotApply: from the next read() on. On failure the settings before are in force.
    virtual Result<void> applyConfig(const std::string&) { return {}; }

  protected:
    Decoder() = default;
};

/// Opens `path` with the built-in decoder that its content asks for (magic numbers first, extension second).
/// Blocking file I/O. Errors name the file and say what is wrong with it in words for the listener: not
/// found, a folder, not a regular file, no permission, empty, not audio, damaged header, or a format outside
/// 1 to 8 channels and 8 to 192 kHz.
Result<std::unique_ptr<Decoder>> openDecoder(const std::filesystem::path& path);

/// File name extensions (lower case, no dot) that the built-in decoders play; for file dialogs and folder
/// scans.
std::span<const std::string_view> playableExtensions();
bool hasPlayableExtension(const std::filesystem::path& path);

} // namespace stellatune
