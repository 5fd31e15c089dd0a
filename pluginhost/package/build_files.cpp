#include "pluginhost/package/build_files.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/base/small_file.h"
#include "pluginhost/package/package_path.h"
#include "pluginhost/package/package_reader.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "plugins.build";

/// The one file beside those of the store.
Result<fs::path> findBareLibrary(const fs::path& folder)
{
    std::error_code error;
    fs::path library;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        if (isNameOfStore(inUtf8(entry->path().filename())))
            continue;
        if (!library.empty())
            return Error{ErrorCode::Corrupt, kDomain,
                         fmt::format("{} has no plugin.json: install the plugin again", inUtf8(folder))};
        library = entry->path();
    }
    if (error)
        return fileError(folder, "read", error);
    if (library.empty())
        return Error{ErrorCode::NotFound, kDomain,
                     fmt::format("{} is empty: install the plugin again", inUtf8(folder))};
    return library;
}

} // namespace

Result<BuildFiles> findBuildFiles(const fs::path& folder)
{
    BuildFiles files;
    files.folder = folder;
    std::error_code error;
    if (!fs::exists(folder / kManifestFile, error)) {
        Result<fs::path> library = findBareLibrary(folder);
        if (!library)
            return library.error();
        files.library = std::move(*library);
        return files;
    }
    files.manifestFile = folder / kManifestFile;
    const Result<std::string> text = readSmallFile(files.manifestFile, kLongestManifest);
    if (!text)
        return text.error();
    Result<Manifest> manifest = manifestFromJson(*text);
    if (!manifest)
        return manifest.error();
    const Result<std::string> library = libraryFor(*manifest, packagePlatform());
    if (!library)
        return library.error();
    files.library = folder / *library;
    files.manifest = std::move(*manifest);
    return files;
}

Result<std::vector<std::string>> sideFilesOf(const BuildFiles& files)
{
    std::vector<std::string> names;
    std::error_code error;
    fs::recursive_directory_iterator entry(files.folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (entry->path() == files.library || entry->path() == files.manifestFile ||
            !entry->is_regular_file(error))
            continue;
        const auto name = entry->path().lexically_relative(files.folder).generic_u8string();
        if (!isNameOfStore({reinterpret_cast<const char*>(name.data()), name.size()}))
            names.emplace_back(name.begin(), name.end());
    }
    if (error)
        return fileError(files.folder, "read", error);
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace stellatune
