#include "file_errors.h"

#include <cerrno>
#include <string>
#include <system_error>

#include <pluginapi/sdk/path.h>

namespace stellatune::filesink {

sdk::Error describeWriteFailure(const std::filesystem::path& path, int systemError)
{
    const std::string what = "Cannot write \"" + sdk::toUtf8(path) + "\": ";
    switch (systemError) {
    case ENOSPC:
#ifdef EDQUOT
    case EDQUOT:
#endif
        return {ST_ERR_NO_SPACE, what + "the disk is full. Free some space, or choose another folder."};
    case EFBIG:
        return {ST_ERR_NO_SPACE, what + "its file system does not store files this large. Choose another "
                                        "folder, or a file for each track."};
    case ENOENT:
        return {ST_ERR_NOT_FOUND, what + "its folder is gone. Put it back, or choose another folder."};
    case ENOTDIR:
        return {ST_ERR_NOT_FOUND, what + "a file stands where a folder is needed. Choose another folder."};
    case EACCES:
    case EPERM:
        return {
            ST_ERR_PERMISSION,
            what +
                "you have no permission to write there. Choose another folder, or change its permissions."};
    case EROFS:
        return {ST_ERR_PERMISSION, what + "the file system is read-only. Choose another folder."};
    case ENAMETOOLONG:
        return {ST_ERR_INVALID_ARGUMENT, what + "the name is too long. Choose a shorter file name pattern."};
    default:
        return {ST_ERR_IO, what + std::generic_category().message(systemError) + "."};
    }
}

} // namespace stellatune::filesink
