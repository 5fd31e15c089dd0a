#include "pluginhost/base/durable_files.h"
#include "pluginhost/base/file_error.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace stellatune {

namespace {

int syncDescriptor(int descriptor)
{
#if defined(__APPLE__)
    // fsync() there leaves the data in the drive's own cache.
    if (::fcntl(descriptor, F_FULLFSYNC) == 0)
        return 0;
#endif
    return ::fsync(descriptor);
}

Result<void> syncAt(const std::filesystem::path& path, int flags)
{
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0)
        return fileError(path, "opened", {errno, std::generic_category()});
    int error = syncDescriptor(descriptor) == 0 ? 0 : errno;
    // File systems that keep nothing to be written say so.
    if (error == EINVAL || error == ENOTSUP)
        error = 0;
    ::close(descriptor);
    if (error != 0)
        return fileError(path, "written", {error, std::generic_category()});
    return {};
}

} // namespace

Result<void> syncFile(const std::filesystem::path& path)
{
    return syncAt(path, O_RDONLY);
}

Result<void> syncFolder(const std::filesystem::path& path)
{
    return syncAt(path, O_RDONLY | O_DIRECTORY);
}

} // namespace stellatune
