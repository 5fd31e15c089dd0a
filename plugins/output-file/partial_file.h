// A file that bears its name only when it is complete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace stellatune::filesink {

/// Written as "name.flac.part" beside where "name.flac" will be. Keeps the first refusal of the system, since
/// codecs that write through this report none. What is neither completed nor discarded stays under its
/// temporary name.
class PartialFile {
  public:
    /// Makes the file, and its folder where that is missing. `stem` is a relative path below `folder` and
    /// `extension` has a dot, both UTF-8. Throws sdk::Error.
    PartialFile(const std::filesystem::path& folder, const std::string& stem, const std::string& extension);

    /// False when the system refuses; failure() then tells why.
    bool write(const void* data, size_t bytes);
    bool seek(int64_t offset);
    bool sync();
    int64_t position() const { return m_position; }
    int64_t length() const { return m_length; }
    /// The errno value of the first refusal, or 0.
    int failure() const { return m_failure; }

    const std::filesystem::path& temporaryPath() const { return m_temporary; }

    /// Stores it for good and gives it its name, or "name (2).flac" and so on where the name is taken and may
    /// not be replaced. Returns the path when content and name are on the disk. Throws sdk::Error.
    std::filesystem::path complete(bool replace);
    /// Closes and removes it.
    void discard();

  private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    bool note(bool succeeded);
    std::filesystem::path giveName(bool replace) const;

    const std::filesystem::path m_folder;
    const std::ptrdiff_t m_levels; ///< folders that the stem goes through, the outermost included
    const std::string m_name;      ///< without extension
    const std::string m_extension;
    std::filesystem::path m_temporary;
    std::unique_ptr<std::FILE, Closer> m_file;
    int64_t m_position = 0;
    int64_t m_length = 0;
    int m_failure = 0;
};

} // namespace stellatune::filesink
