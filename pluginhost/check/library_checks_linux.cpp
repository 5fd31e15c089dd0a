#include "pluginhost/check/library_checks.h"

#include "pluginapi/abi/module.h"
#include "pluginhost/module/elf_image.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <dlfcn.h>
#include <fmt/format.h>

namespace stellatune {
namespace {

std::string firstOf(const std::vector<std::string>& names)
{
    constexpr size_t kShown = 3;
    std::string text;
    for (size_t i = 0; i < std::min(names.size(), kShown); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > kShown ? fmt::format("{} and {} more", text, names.size() - kShown) : text;
}

void checkSymbols(Session& session, const ElfImage& image)
{
    if (!image.hasSymbolTable) {
        session.warning("symbols", "the table of sections was cut away, so the exports cannot be checked");
        return;
    }
    std::vector<std::string> extra;
    std::vector<std::string> unique;
    for (const ElfSymbol& symbol : image.symbols) {
        if (symbol.isDefined && symbol.isUnique)
            unique.push_back(symbol.name);
        else if (symbol.isDefined && !symbol.name.empty() && symbol.name != STELLATUNE_PLUGIN_ENTRY_SYMBOL)
            extra.push_back(symbol.name);
    }
    const ElfSymbol* entry = image.find(STELLATUNE_PLUGIN_ENTRY_SYMBOL);
    if (entry == nullptr || !entry->isDefined)
        session.error("entry", fmt::format("it does not export {}, so it is no plugin",
                                           STELLATUNE_PLUGIN_ENTRY_SYMBOL));
    else if (!extra.empty())
        session.error("exports",
                      fmt::format("it exports {}: export {} alone, with hidden visibility and an export map",
                                  firstOf(extra), STELLATUNE_PLUGIN_ENTRY_SYMBOL));
    if (!unique.empty())
        session.error(
            "unique-symbols",
            fmt::format("it defines the unique symbol{} {}, for which glibc keeps it for good: build with "
                        "-fno-gnu-unique",
                        unique.size() == 1 ? "" : "s", firstOf(unique)));
    if (image.find("__cxa_thread_atexit") != nullptr || image.find("__cxa_thread_atexit_impl") != nullptr)
        session.error("tls-destructors",
                      "it has thread_local objects with destructors, which keep it loaded as long as any "
                      "thread lives that used them: keep such data in the instance");
}

/// Where the loader would find `name` by the library's own search paths.
std::optional<std::filesystem::path> sideLibrary(const std::filesystem::path& library, const ElfImage& image,
                                                 const std::string& name)
{
    for (std::string folder : image.searchPaths) {
        for (const std::string origin : {"${ORIGIN}", "$ORIGIN"}) {
            if (const size_t at = folder.find(origin); at != std::string::npos)
                folder.replace(at, origin.size(), library.parent_path().string());
        }
        std::error_code error;
        const std::filesystem::path file = std::filesystem::path(folder) / name;
        if (std::filesystem::exists(file, error))
            return file;
    }
    return std::nullopt;
}

} // namespace

void checkLibrary(Session& session, const std::filesystem::path& library)
{
    const Result<ElfImage> image = readElf(library);
    if (!image)
        return; // loading it says so
    checkSymbols(session, *image);
    if (image->isNeverUnloaded)
        session.error("nodelete", "it was linked with -z nodelete, which forbids unloading it");
    if (image->hasExecutableStack)
        session.error("executable-stack", "it asks for an executable stack: link with -z noexecstack");
    if (image->hasTextRelocations)
        session.error("text-relocations",
                      "its code must be changed while it is loaded: compile everything with -fPIC");
    for (const std::string& folder : image->searchPaths) {
        if (folder.rfind("$ORIGIN", 0) != 0 && folder.rfind("${ORIGIN}", 0) != 0)
            session.warning(
                "search-path",
                fmt::format("it looks for libraries in {}, which other machines lack: use $ORIGIN", folder));
    }
}

void checkSideLibraries(Session& session, const std::filesystem::path& library, const ModuleInfo& info)
{
    const Result<ElfImage> image = readElf(library);
    if (!image)
        return;
    for (const std::string& name : image->needed) {
        const std::optional<std::filesystem::path> file = sideLibrary(library, *image, name);
        if (!file)
            continue;
        const Result<ElfImage> side = readElf(*file);
        if (!side)
            continue;
        // The loader takes a library that is loaded already for any other with the same SONAME, so one name
        // means one build of one plugin.
        const std::string& soname = side->soname.empty() ? name : side->soname;
        if (soname.find(info.id) == std::string::npos || soname.find(info.version) == std::string::npos) {
            session.error(
                "private-soname",
                fmt::format(
                    "its own library {} would be mistaken for that of another build: link it statically, "
                    "or give it a SONAME with the plugin's id and version, such as lib{}-{}-{}.so",
                    soname, file->stem().string(), info.id, info.version));
        }
        if (!side->pin().empty() &&
            (side->isNeverUnloaded || side->pin().find("unique") != std::string::npos))
            session.error("unique-symbols",
                          fmt::format("its own library {} stays loaded: {}", soname, side->pin()));
    }
}

void explainLoadFailure(Session& session, const std::filesystem::path& library, const std::string& words)
{
    bool isExplained = false;
    if (const Result<ElfImage> image = readElf(library)) {
        for (const std::string& name : image->needed) {
            if (sideLibrary(library, *image, name))
                continue;
            if (void* handle = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL); handle != nullptr) {
                ::dlclose(handle);
                continue;
            }
            session.error(
                "needed",
                fmt::format("it needs {}, which is not installed here and not in the package", name));
            isExplained = true;
        }
    }
    if (!isExplained)
        session.error("load", words);
}

bool isPinned(const std::filesystem::path& library)
{
    const Result<ElfImage> image = readElf(library);
    return image && !image->pin().empty();
}

} // namespace stellatune
