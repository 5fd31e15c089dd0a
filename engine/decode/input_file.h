// A regular file opened for reading, as every decoder gets its bytes.
#pragma once

#include "pluginhost/base/result.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace stellatune {

/// Reads through the C library's buffer, because codecs ask for a few bytes at a time. Used by one thread at
/// a time.
class InputFile {
  public:
    /// Never blocks on a fifo or a device: anything but a regular file is refused. Errors as in
    /// openDecoder().
    static Result<InputFile> open(const std::filesystem::path& path);

    /// The file's name without its folder, in quotes, for messages.
    const std::string& quotedName() const { return m_quotedName; }
    /// Lower case, no dot; may be empty.
    const std::string& extension() const { return m_extension; }

    /// Bytes at the start that are no part of the audio file proper (an ID3v2 tag) and that nobody sees any
    /// more: position 0 is behind them. Moves to position 0.
    void hideStart(uint64_t bytes);

    /// Bytes from position 0 to the end, as of opening.
    uint64_t size() const { return m_size - m_origin; }
    uint64_t position() const { return m_position; }
    /// Beyond the end is allowed; nothing can be read there.
    bool seek(uint64_t position);
    /// Bytes read; fewer than asked at the end or when reading failed.
    size_t read(void* bytes, size_t count);
    size_t readAt(uint64_t position, std::span<unsigned char> bytes);

    /// The system could not give the bytes; as against the end of the file.
    bool hasFailed() const { return m_failed; }

  private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    std::unique_ptr<std::FILE, CloseFile> m_file;
    std::string m_quotedName;
    std::string m_extension;
    uint64_t m_origin = 0;
    uint64_t m_size = 0; ///< of the whole file
    uint64_t m_position = 0;
    bool m_failed = false;
};

} // namespace stellatune
