// A file being written, which keeps the reason when the system refuses.
#pragma once

#include "pluginhost/base/result.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

namespace stellatune {

/// One thread. Writes go to the system at once, so that a full disk shows at the write that fills it.
class OutputFile {
  public:
    /// Makes the file, or empties the one that is there. Refuses folders and pipes.
    static Result<std::unique_ptr<OutputFile>> create(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }

    /// Bytes written, fewer than asked once the system refuses.
    int64_t write(const void* data, int64_t bytes);
    /// As fseek and ftell: `whence` is SEEK_SET, SEEK_CUR or SEEK_END; returns the new position or -1.
    int64_t seek(int64_t offset, int whence);
    int64_t position() const { return m_position; }
    int64_t length() const { return m_length; }

    /// What the system refused first, in words for people.
    std::optional<Error> failure() const;
    /// False when the last bytes could not be stored; failure() tells why.
    bool close();
    /// Closes, and removes the file unless it was there before.
    void discard();

  private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    OutputFile(std::filesystem::path path, std::FILE* file, bool createdHere);
    void noteFailure(int systemError);

    const std::filesystem::path m_path;
    const bool m_createdHere;
    std::unique_ptr<std::FILE, Closer> m_file;
    int64_t m_position = 0;
    int64_t m_length = 0;
    int m_systemError = 0; ///< errno of the first failure
};

} // namespace stellatune
