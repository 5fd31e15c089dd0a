#include "pluginhost/package/trash.h"

#include "pluginhost/base/file_error.h"

#include <cstdint>
#include <random>
#include <system_error>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

/// The standard function stops at the first file that stays.
void removeTree(const fs::path& path, std::vector<UnremovedFile>& unremoved)
{
    std::error_code error;
    const size_t before = unremoved.size();
    if (fs::is_directory(fs::symlink_status(path, error))) {
        std::vector<fs::path> inside;
        fs::directory_iterator entry(path, error);
        for (; !error && entry != fs::directory_iterator(); entry.increment(error))
            inside.push_back(entry->path());
        for (const fs::path& each : inside)
            removeTree(each, unremoved);
        if (unremoved.size() > before)
            return;
    }
    error.clear();
    fs::remove(path, error);
    if (error)
        unremoved.push_back({path, error.message()});
}

} // namespace

Result<void> Trash::take(const fs::path& path)
{
    std::error_code error;
    fs::rename(path, m_folder / freshName(), error);
    if (error)
        return fileError(path, "moved out of the way", error);
    return {};
}

std::vector<UnremovedFile> Trash::empty()
{
    std::vector<UnremovedFile> unremoved;
    std::vector<fs::path> inside;
    std::error_code error;
    fs::directory_iterator entry(m_folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error))
        inside.push_back(entry->path());
    for (const fs::path& each : inside)
        removeTree(each, unremoved);
    return unremoved;
}

std::string freshName()
{
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

} // namespace stellatune
