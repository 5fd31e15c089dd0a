#include "pluginhost/base/file_error.h"
#include "pluginhost/module/residency.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <system_error>

#include <windows.h>
// after windows.h, which it needs
#include <psapi.h>

namespace stellatune {

MappedImage::MappedImage(const std::filesystem::path& path, const void* address)
    : m_path(path), m_address(address), m_systemName(inUtf8(path))
{}

bool MappedImage::isMapped() const
{
    HMODULE module = nullptr;
    const DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (::GetModuleHandleExW(flags, static_cast<LPCWSTR>(m_address), &module) == 0)
        return false;
    // Another thread may have loaded another library into the room that this one left.
    wchar_t name[32768];
    const DWORD length = ::GetModuleFileNameW(module, name, static_cast<DWORD>(std::size(name)));
    return length != 0 && std::filesystem::path(std::wstring(name, length)) == m_path;
}

std::string reasonForStaying(const std::filesystem::path&)
{
    return "something in this program still holds it, or it asked the system to stay";
}

std::vector<std::filesystem::path> mappedFilesBelow(const std::filesystem::path& folder)
{
    std::error_code error;
    const std::filesystem::path root = std::filesystem::weakly_canonical(folder, error);
    HMODULE modules[4096];
    DWORD bytes = 0;
    if (::EnumProcessModules(::GetCurrentProcess(), modules, sizeof(modules), &bytes) == 0)
        return {};
    std::vector<std::filesystem::path> files;
    const size_t count = std::min<size_t>(bytes / sizeof(HMODULE), std::size(modules));
    for (size_t i = 0; i < count; ++i) {
        wchar_t name[32768];
        const DWORD length = ::GetModuleFileNameW(modules[i], name, static_cast<DWORD>(std::size(name)));
        const std::filesystem::path file(std::wstring(name, length));
        if (std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end())
            files.push_back(file);
    }
    return files;
}

} // namespace stellatune
