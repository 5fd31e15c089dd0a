#include "pluginhost/module/elf_image.h"
#include "pluginhost/module/residency.h"

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string_view>
#include <system_error>

#include <link.h>

namespace stellatune {
namespace {

struct Mapping {
    uintptr_t begin = 0;
    uintptr_t end = 0;
    std::string file; ///< empty for memory without one
};

/// The kernel's list. A file that was removed since keeps its name there, with a remark.
void forEachMapping(const std::function<void(const Mapping&)>& visit)
{
    constexpr std::string_view kRemoved = " (deleted)";
    std::ifstream maps("/proc/self/maps");
    std::string line;
    while (std::getline(maps, line)) {
        Mapping mapping;
        if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR, &mapping.begin, &mapping.end) != 2)
            continue;
        const size_t slash = line.find('/');
        if (slash != std::string::npos) {
            mapping.file = line.substr(slash);
            if (mapping.file.size() > kRemoved.size() &&
                mapping.file.compare(mapping.file.size() - kRemoved.size(), kRemoved.size(), kRemoved) == 0)
                mapping.file.resize(mapping.file.size() - kRemoved.size());
        }
        visit(mapping);
    }
}

struct Search {
    const char* name;
    uintptr_t address;
};

/// Whether the loader counts a library of that name at that address. The name matters, because another thread
/// may have loaded another library into the room that this one left.
int coversAddress(dl_phdr_info* info, size_t, void* data)
{
    const Search& search = *static_cast<const Search*>(data);
    if (std::string_view(info->dlpi_name) != search.name)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& segment = info->dlpi_phdr[i];
        const uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
        if (segment.p_type == PT_LOAD && search.address >= begin && search.address - begin < segment.p_memsz)
            return 1;
    }
    return 0;
}

} // namespace

MappedImage::MappedImage(const std::filesystem::path& path, const void* address)
    : m_path(path), m_address(address), m_systemName(path.string())
{
    const auto wanted = reinterpret_cast<uintptr_t>(address);
    forEachMapping([&](const Mapping& mapping) {
        if (wanted >= mapping.begin && wanted < mapping.end && !mapping.file.empty())
            m_systemName = mapping.file;
    });
}

bool MappedImage::isMapped() const
{
    Search search{m_path.c_str(), reinterpret_cast<uintptr_t>(m_address)};
    if (::dl_iterate_phdr(coversAddress, &search) != 0)
        return true;
    bool found = false;
    forEachMapping([&](const Mapping& mapping) { found = found || mapping.file == m_systemName; });
    return found;
}

std::string reasonForStaying(const std::filesystem::path& path)
{
    const Result<ElfImage> image = readElf(path);
    if (!image)
        return "its file is gone, so the reason cannot be told";
    const std::string pin = image->pin();
    return pin.empty() ? "something in this program still holds it; its file does not tell what" : pin;
}

std::vector<std::filesystem::path> mappedFilesBelow(const std::filesystem::path& folder)
{
    std::error_code error;
    const std::string prefix = std::filesystem::weakly_canonical(folder, error).string() + "/";
    std::vector<std::filesystem::path> files;
    forEachMapping([&](const Mapping& mapping) {
        if (mapping.file.compare(0, prefix.size(), prefix) == 0)
            files.emplace_back(mapping.file);
    });
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

} // namespace stellatune
