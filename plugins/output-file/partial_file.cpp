#include "partial_file.h"

#include "file_errors.h"
#include "file_system.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>

#include <pluginapi/sdk/path.h>

namespace stellatune::filesink {

namespace fs = std::filesystem;

namespace {

constexpr uint32_t kMostNumbers = 10'000; ///< of files with the same name

std::string numbered(const std::string& name, uint32_t number)
{
    return number == 1 ? name : name + " (" + std::to_string(number) + ")";
}

std::ptrdiff_t levelsOf(const fs::path& path)
{
    return std::distance(path.begin(), path.end());
}

} // namespace

PartialFile::PartialFile(const fs::path& folder, const std::string& stem, const std::string& extension)
    : m_folder((folder / sdk::toPath(stem)).parent_path()), m_levels(levelsOf(sdk::toPath(stem))),
      m_name(sdk::toUtf8(sdk::toPath(stem).filename())), m_extension(extension)
{
    std::error_code failure;
    fs::create_directories(m_folder, failure);
    if (failure)
        throw describeWriteFailure(m_folder, failure.default_error_condition().value());
    for (uint32_t number = 1; !m_file; ++number) {
        m_temporary = m_folder / sdk::toPath(numbered(m_name, number) + m_extension + ".part");
        m_file.reset(createFile(m_temporary));
        if (!m_file && (errno != EEXIST || number == kMostNumbers))
            throw describeWriteFailure(m_temporary, errno);
    }
}

bool PartialFile::write(const void* data, size_t bytes)
{
    const size_t written = std::fwrite(data, 1, bytes, m_file.get());
    note(written == bytes);
    m_position += static_cast<int64_t>(written);
    m_length = std::max(m_length, m_position);
    return written == bytes;
}

bool PartialFile::seek(int64_t offset)
{
    if (!note(seekFile(m_file.get(), offset)))
        return false;
    m_position = offset;
    return true;
}

bool PartialFile::sync()
{
    return note(syncFile(m_file.get()));
}

fs::path PartialFile::complete(bool replace)
{
    sync();
    note(std::fclose(m_file.release()) == 0);
    if (m_failure != 0)
        throw describeWriteFailure(m_temporary, m_failure);
    const fs::path path = giveName(replace);
    // The folders on the way may be new too.
    fs::path folder = m_folder;
    for (std::ptrdiff_t level = 0; level < m_levels; ++level, folder = folder.parent_path()) {
        if (const int refused = syncFolder(folder); refused != 0)
            throw describeWriteFailure(path, refused);
    }
    return path;
}

fs::path PartialFile::giveName(bool replace) const
{
    for (uint32_t number = 1;; ++number) {
        const fs::path path = m_folder / sdk::toPath(numbered(m_name, number) + m_extension);
        const int refused = replace ? renameOver(m_temporary, path) : renameToNew(m_temporary, path);
        if (refused == 0)
            return path;
        if (refused != EEXIST || number == kMostNumbers)
            throw describeWriteFailure(path, refused);
    }
}

void PartialFile::discard()
{
    m_file.reset();
    std::error_code ignored;
    fs::remove(m_temporary, ignored);
}

bool PartialFile::note(bool succeeded)
{
    if (!succeeded && m_failure == 0)
        m_failure = errno != 0 ? errno : EIO;
    return succeeded;
}

} // namespace stellatune::filesink
