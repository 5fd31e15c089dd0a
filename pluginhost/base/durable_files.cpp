#include "pluginhost/base/durable_files.h"

#include "pluginhost/base/file_error.h"

#include <system_error>

namespace stellatune {

namespace fs = std::filesystem;

Result<void> syncTree(const fs::path& folder)
{
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const fs::file_status status = entry->symlink_status(error);
        if (error)
            break;
        Result<void> synced;
        if (fs::is_directory(status))
            synced = syncFolder(entry->path());
        else if (fs::is_regular_file(status))
            synced = syncFile(entry->path());
        if (!synced)
            return synced;
    }
    if (error)
        return fileError(folder, "read", error);
    return syncFolder(folder);
}

Result<void> renameDurably(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    fs::rename(from, to, error);
    if (error)
        return fileError(from, "renamed to " + inUtf8(to), error);
    // The new name first: a loss of power in between leaves both rather than none.
    const Result<void> arrived = syncFolder(to.parent_path());
    if (!arrived || from.parent_path() == to.parent_path())
        return arrived;
    return syncFolder(from.parent_path());
}

} // namespace stellatune
