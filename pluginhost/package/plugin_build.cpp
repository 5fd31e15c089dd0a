#include "pluginhost/package/plugin_build.h"

#include "pluginapi/abi/module.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"
#include "pluginhost/module/library_file.h"
#include "pluginhost/package/fingerprint.h"
#include "pluginhost/package/metadata_cache.h"
#include "pluginhost/package/package_path.h"
#include "pluginhost/package/package_reader.h"
#include "pluginhost/package/semantic_version.h"

#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "plugins.build";

/// What a package would have said.
Result<Manifest> manifestOf(const fs::path& library, const ModuleInfo& info)
{
    const std::string name = inUtf8(library.filename());
    if (!isPluginId(info.id))
        return Error{
            ErrorCode::Corrupt, kDomain,
            fmt::format("{} has the id \"{}\": it must be a reversed domain of a-z, 0-9, '-' and '.', such "
                        "as org.example.tremolo",
                        name, info.id)};
    if (!SemanticVersion::parse(info.version))
        return Error{ErrorCode::Corrupt, kDomain,
                     fmt::format("{} has the version \"{}\": it must be a semantic version, such as 1.0.0",
                                 name, info.version)};
    Manifest manifest;
    manifest.id = info.id;
    manifest.name = info.name;
    manifest.version = info.version;
    manifest.apiVersion = STELLATUNE_PLUGIN_API_VERSION;
    manifest.author = info.author;
    manifest.license = info.license;
    manifest.description = info.description;
    manifest.homepage = info.homepage;
    manifest.libraries.emplace(packagePlatform(), name);
    return manifest;
}

Result<void> checkAgreement(const fs::path& library, const Manifest& manifest, const ModuleInfo& info)
{
    if (manifest.id == info.id && manifest.version == info.version)
        return {};
    return Error{ErrorCode::Corrupt, kDomain,
                 fmt::format("{} says that it is {} {}, its plugin.json says {} {}: build the package again",
                             inUtf8(library.filename()), info.id, info.version, manifest.id,
                             manifest.version)};
}

} // namespace

Result<void> unpackBuild(const fs::path& file, const fs::path& folder)
{
    if (isPackage(file)) {
        const Result<Manifest> manifest = readPackage(file, folder);
        return manifest ? Result<void>() : manifest.error();
    }
    if (const Result<void> checked = checkLibraryFile(file); !checked)
        return checked;
    // Where not every system takes it, the name does not matter.
    fs::path name = file.filename();
    if (!faultOfPackagePath(inUtf8(name)).empty() || isNameOfStore(inUtf8(name)))
        name = fs::path("library").replace_extension(file.extension());
    std::error_code error;
    if (!fs::create_directory(folder, error) || !fs::copy_file(file, folder / name, error))
        return fileError(file, "copied", error);
    // The copy counts: the file may have been written to meanwhile.
    return checkLibraryFile(folder / name);
}

Result<PluginBuild> readBuild(const fs::path& folder, const Fingerprint* known, const ProbeSettings& probe,
                              const fs::path& scratch)
{
    Result<BuildFiles> files = findBuildFiles(folder);
    if (!files)
        return files.error();
    Result<Fingerprint> fingerprint = fingerprintOf(*files, known);
    if (!fingerprint)
        return fingerprint.error();

    std::optional<PluginMetadata> metadata = readCachedMetadata(folder, fingerprint->sha256);
    if (!metadata) {
        Result<PluginMetadata> probed =
            probePlugin(probe, files->library, scratch, files->manifest ? folder : fs::path());
        if (!probed)
            return probed.error();
        metadata = std::move(*probed);
        // It can be probed again another time.
        if (const Result<void> kept = cacheMetadata(folder, fingerprint->sha256, *metadata); !kept)
            log(LogLevel::Warning, kDomain, "{}", kept.error().message);
    }
    if (!files->manifest) {
        Result<Manifest> manifest = manifestOf(files->library, metadata->info);
        if (!manifest)
            return manifest.error();
        files->manifest = std::move(*manifest);
    } else if (const Result<void> agreed = checkAgreement(files->library, *files->manifest, metadata->info);
               !agreed) {
        return agreed.error();
    }
    return PluginBuild{std::move(*files->manifest), std::move(*fingerprint), std::move(*metadata)};
}

} // namespace stellatune
