#include "pluginhost/base/file_error.h"
#include "pluginhost/module/library_file.h"
#include "pluginhost/module/shared_library.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <windows.h>

namespace stellatune {

Result<SharedLibrary> SharedLibrary::open(const std::filesystem::path& path)
{
    std::error_code error;
    std::filesystem::path absolute = std::filesystem::absolute(path, error);
    if (error)
        return Error{ErrorCode::Io, "module", fmt::format("{}: {}", inUtf8(path), error.message())};
    if (const Result<void> file = checkLibraryFile(absolute); !file)
        return file.error();
    const std::string name = inUtf8(absolute.filename());
    if (::GetModuleHandleW(absolute.c_str()) != nullptr) {
        return Error{
            ErrorCode::Busy, "module",
            fmt::format("{} is loaded already: a build is loaded once, and an update from a file of its own",
                        name)};
    }
    // Looks for what it needs beside the library and in the system, never in the current folder.
    HMODULE handle = ::LoadLibraryExW(absolute.c_str(), nullptr,
                                      LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (handle == nullptr) {
        const std::error_code reason(static_cast<int>(::GetLastError()), std::system_category());
        if (reason.value() == ERROR_BAD_EXE_FORMAT) {
            return Error{
                ErrorCode::Unsupported, "module",
                fmt::format("{} was built for another machine: install the plugin's package for this system",
                            name)};
        }
        return Error{ErrorCode::Unsupported, "module",
                     fmt::format("{} cannot be loaded: {}", name, reason.message())};
    }
    return SharedLibrary(std::move(absolute), handle);
}

SharedLibrary::SharedLibrary(std::filesystem::path path, void* handle)
    : m_path(std::move(path)), m_handle(handle)
{}

SharedLibrary::SharedLibrary(SharedLibrary&& other) noexcept
    : m_path(other.m_path), m_handle(std::exchange(other.m_handle, nullptr))
{}

SharedLibrary& SharedLibrary::operator=(SharedLibrary&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_handle, other.m_handle);
    return *this;
}

SharedLibrary::~SharedLibrary()
{
    close();
}

void* SharedLibrary::symbol(const char* name) const
{
    if (m_handle == nullptr)
        return nullptr;
    return reinterpret_cast<void*>(::GetProcAddress(static_cast<HMODULE>(m_handle), name));
}

void SharedLibrary::close()
{
    // A library that pinned itself is never let go of here, so there is nothing to ask for a second time.
    if (void* handle = std::exchange(m_handle, nullptr); handle != nullptr)
        ::FreeLibrary(static_cast<HMODULE>(handle));
}

} // namespace stellatune
