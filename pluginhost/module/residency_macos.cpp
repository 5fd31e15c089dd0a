#include "pluginhost/module/residency.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <system_error>

#include <dlfcn.h>
#include <mach-o/dyld.h>

namespace stellatune {

MappedImage::MappedImage(const std::filesystem::path& path, const void* address)
    : m_path(path), m_address(address), m_systemName(path.string())
{
    Dl_info info{};
    if (::dladdr(address, &info) != 0 && info.dli_fname != nullptr)
        m_systemName = info.dli_fname;
}

bool MappedImage::isMapped() const
{
    // Images may come and go on other threads meanwhile; a name that vanished is null.
    for (uint32_t i = 0; i < ::_dyld_image_count(); ++i) {
        const char* name = ::_dyld_get_image_name(i);
        if (name != nullptr && m_systemName == name)
            return true;
    }
    return false;
}

std::string reasonForStaying(const std::filesystem::path&)
{
    return "the system keeps it: libraries with thread_local objects, Objective-C or Swift code stay on "
           "macOS";
}

std::vector<std::filesystem::path> mappedFilesBelow(const std::filesystem::path& folder)
{
    std::error_code error;
    const std::string prefix = std::filesystem::weakly_canonical(folder, error).string() + "/";
    std::vector<std::filesystem::path> files;
    for (uint32_t i = 0; i < ::_dyld_image_count(); ++i) {
        const char* name = ::_dyld_get_image_name(i);
        if (name != nullptr && std::string_view(name).substr(0, prefix.size()) == prefix)
            files.emplace_back(name);
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace stellatune
