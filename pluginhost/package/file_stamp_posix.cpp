#include "pluginhost/base/file_error.h"
#include "pluginhost/package/fingerprint.h"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

namespace stellatune {

namespace {

int64_t nanoseconds(const timespec& time)
{
    return static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

} // namespace

Result<FileStamp> stampOf(const std::filesystem::path& file)
{
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0)
        return fileError(file, "read", {errno, std::generic_category()});
    FileStamp stamp;
    stamp.size = static_cast<uint64_t>(status.st_size);
    stamp.inode = status.st_ino;
#if defined(__APPLE__)
    stamp.modifiedNs = nanoseconds(status.st_mtimespec);
    stamp.changedNs = nanoseconds(status.st_ctimespec);
#else
    stamp.modifiedNs = nanoseconds(status.st_mtim);
    stamp.changedNs = nanoseconds(status.st_ctim);
#endif
    return stamp;
}

} // namespace stellatune
