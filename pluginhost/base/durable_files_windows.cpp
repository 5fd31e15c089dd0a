#include "pluginhost/base/durable_files.h"
#include "pluginhost/base/file_error.h"

#include <system_error>

#include <windows.h>

namespace stellatune {

Result<void> syncFile(const std::filesystem::path& path)
{
    const HANDLE file = ::CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                      nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return fileError(path, "opened", {static_cast<int>(::GetLastError()), std::system_category()});
    const DWORD error = ::FlushFileBuffers(file) != 0 ? ERROR_SUCCESS : ::GetLastError();
    ::CloseHandle(file);
    if (error != ERROR_SUCCESS)
        return fileError(path, "written", {static_cast<int>(error), std::system_category()});
    return {};
}

Result<void> syncFolder(const std::filesystem::path&)
{
    return {}; // NTFS journals names itself
}

} // namespace stellatune
