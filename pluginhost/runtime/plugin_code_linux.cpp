#include "pluginhost/runtime/plugin_code.h"

#include <string_view>
#include <system_error>

#include <link.h>

namespace stellatune {

namespace {

struct Search {
    // The loader names a file as it was asked for it, or as it found it. With '/' at the end.
    std::string asked;
    std::string found;
    std::vector<CodeRange> code;
};

int addCode(dl_phdr_info* info, size_t, void* data)
{
    Search& search = *static_cast<Search*>(data);
    const std::string_view name = info->dlpi_name;
    if (name.substr(0, search.asked.size()) != search.asked &&
        name.substr(0, search.found.size()) != search.found)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& segment = info->dlpi_phdr[i];
        const uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
        if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0)
            search.code.push_back({begin, begin + segment.p_memsz});
    }
    return 0;
}

} // namespace

std::vector<CodeRange> codeBelow(const std::filesystem::path& folder)
{
    Search search;
    std::error_code failure;
    search.asked = std::filesystem::absolute(folder, failure).string() + "/";
    if (!failure)
        search.found = std::filesystem::weakly_canonical(folder, failure).string() + "/";
    if (failure)
        return {};
    ::dl_iterate_phdr(addCode, &search);
    return std::move(search.code);
}

} // namespace stellatune
