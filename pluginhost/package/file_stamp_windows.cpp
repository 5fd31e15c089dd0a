#include "pluginhost/base/file_error.h"
#include "pluginhost/package/fingerprint.h"

#include <system_error>

#include <windows.h>

namespace stellatune {

Result<FileStamp> stampOf(const std::filesystem::path& file)
{
    const HANDLE handle = ::CreateFileW(file.c_str(), FILE_READ_ATTRIBUTES,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                        OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    BY_HANDLE_FILE_INFORMATION information{};
    const bool known =
        handle != INVALID_HANDLE_VALUE && ::GetFileInformationByHandle(handle, &information) != 0;
    const DWORD error = known ? ERROR_SUCCESS : ::GetLastError();
    if (handle != INVALID_HANDLE_VALUE)
        ::CloseHandle(handle);
    if (!known)
        return fileError(file, "read", {static_cast<int>(error), std::system_category()});

    const auto joined = [](DWORD high, DWORD low) { return (static_cast<uint64_t>(high) << 32) | low; };
    // Counted in 100 ns since 1601.
    constexpr int64_t kUntil1970 = 116'444'736'000'000'000;
    FileStamp stamp;
    stamp.size = joined(information.nFileSizeHigh, information.nFileSizeLow);
    stamp.inode = joined(information.nFileIndexHigh, information.nFileIndexLow);
    stamp.modifiedNs = (static_cast<int64_t>(joined(information.ftLastWriteTime.dwHighDateTime,
                                                    information.ftLastWriteTime.dwLowDateTime)) -
                        kUntil1970) *
                       100;
    return stamp;
}

} // namespace stellatune
