#include "pluginhost/base/file_error.h"
#include "pluginhost/package/store_lock.h"

#include <array>
#include <string>
#include <system_error>

#include <windows.h>

#include <fmt/format.h>

namespace stellatune {

namespace {

class WindowsStoreLock final : public StoreLock {
  public:
    explicit WindowsStoreLock(HANDLE file) : m_file(file) {}
    ~WindowsStoreLock() override { ::CloseHandle(m_file); }
    WindowsStoreLock(const WindowsStoreLock&) = delete;
    WindowsStoreLock& operator=(const WindowsStoreLock&) = delete;

  private:
    const HANDLE m_file;
};

std::string holderOf(const std::filesystem::path& path)
{
    const HANDLE file = ::CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                      OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    std::array<char, 32> text{};
    DWORD count = 0;
    if (file != INVALID_HANDLE_VALUE) {
        ::ReadFile(file, text.data(), static_cast<DWORD>(text.size()), &count, nullptr);
        ::CloseHandle(file);
    }
    return count == 0 ? "another process" : "process " + std::string(text.data(), count);
}

} // namespace

Result<std::unique_ptr<StoreLock>> StoreLock::take(const std::filesystem::path& path)
{
    // Others may read it, and none may write it.
    const HANDLE file = ::CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, CREATE_ALWAYS,
                                      FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE) {
        const DWORD error = ::GetLastError();
        if (error != ERROR_SHARING_VIOLATION)
            return fileError(path, "opened", {static_cast<int>(error), std::system_category()});
        return Error{ErrorCode::Busy, "plugins.store",
                     fmt::format("The plugins in {} are looked after by {}: ask that one, or end it",
                                 inUtf8(path.parent_path()), holderOf(path))};
    }
    auto lock = std::make_unique<WindowsStoreLock>(file);
    const std::string owner = std::to_string(::GetCurrentProcessId());
    DWORD written = 0;
    ::WriteFile(file, owner.data(), static_cast<DWORD>(owner.size()), &written, nullptr);
    return std::unique_ptr<StoreLock>(std::move(lock));
}

} // namespace stellatune
