#include "file_system.h"

#include <array>
#include <cerrno>
#include <ctime>
#include <memory>

#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include <windows.h>

#include <objbase.h>
#include <shlobj.h>

namespace stellatune::filesink {

namespace fs = std::filesystem;

namespace {

int lastError()
{
    switch (GetLastError()) {
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return EEXIST;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return ENOENT;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
        return EACCES;
    case ERROR_WRITE_PROTECT:
        return EROFS;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return ENOSPC;
    default:
        return EIO;
    }
}

} // namespace

std::FILE* createFile(const fs::path& path)
{
    std::FILE* file = _wfopen(path.c_str(), L"wbxN");
    if (file != nullptr)
        std::setvbuf(file, nullptr, _IONBF, 0);
    return file;
}

bool seekFile(std::FILE* file, int64_t offset)
{
    return _fseeki64(file, offset, SEEK_SET) == 0;
}

bool syncFile(std::FILE* file)
{
    return _commit(_fileno(file)) == 0;
}

int syncFolder(const fs::path&)
{
    return 0; // MOVEFILE_WRITE_THROUGH has waited for it
}

int renameToNew(const fs::path& from, const fs::path& to)
{
    return MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_WRITE_THROUGH) != 0 ? 0 : lastError();
}

int renameOver(const fs::path& from, const fs::path& to)
{
    const DWORD flags = MOVEFILE_WRITE_THROUGH | MOVEFILE_REPLACE_EXISTING;
    return MoveFileExW(from.c_str(), to.c_str(), flags) != 0 ? 0 : lastError();
}

int mayWriteInto(const fs::path&)
{
    return 0; // access lists say it only when a file is made
}

fs::path musicFolder()
{
    PWSTR found = nullptr;
    const HRESULT result = SHGetKnownFolderPath(FOLDERID_Music, 0, nullptr, &found);
    const std::unique_ptr<wchar_t, decltype(&CoTaskMemFree)> owned(found, &CoTaskMemFree);
    return SUCCEEDED(result) ? fs::path(found) : fs::path();
}

std::string localTime()
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_s(&local, &now);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H.%M.%S", &local);
    return text.data();
}

} // namespace stellatune::filesink
