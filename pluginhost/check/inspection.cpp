#include "pluginhost/check/inspection.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/check/decoder_checks.h"
#include "pluginhost/check/dsp_checks.h"
#include "pluginhost/check/instance_checks.h"
#include "pluginhost/check/library_checks.h"
#include "pluginhost/check/lyrics_checks.h"
#include "pluginhost/check/plugin_under_check.h"
#include "pluginhost/check/sink_checks.h"
#include "pluginhost/check/source_checks.h"
#include "pluginhost/check/watched_run.h"
#include "pluginhost/package/manifest.h"
#include "pluginhost/package/package_path.h"
#include "pluginhost/package/package_reader.h"

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include <stdlib.h>

#include <fmt/format.h>

namespace stellatune {
namespace {

/// Removed at the end with all that the package and the plugin put there.
class ScratchFolder {
  public:
    ScratchFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "stellatune-check-XXXXXX").native();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "cannot make a temporary folder");
        m_path = name;
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

struct Subject {
    std::filesystem::path library;
    std::optional<std::filesystem::path> packageFolder;
    std::optional<Manifest> manifest;
};

Result<Subject> openPackage(const std::filesystem::path& package, const std::filesystem::path& folder)
{
    Result<Manifest> manifest = readPackage(package, folder);
    if (!manifest)
        return manifest.error();
    const Result<std::string> library = libraryFor(*manifest, packagePlatform());
    if (!library)
        return library.error();
    return Subject{folder / *library, folder, std::move(*manifest)};
}

void checkManifest(Session& session, const Manifest& manifest, const ModuleInfo& info)
{
    const auto compare = [&](const char* key, const std::string& package, const std::string& library) {
        if (package != library)
            session.error("manifest",
                          fmt::format("plugin.json says the {} {}, the library {}", key, package, library));
    };
    compare("id", manifest.id, info.id);
    compare("version", manifest.version, info.version);
}

void checkCapability(Session& session, const ModuleCapability& capability, const InspectionRequest& request)
{
    session.step(nameOf(capability), [&] { checkConfigTexts(session, capability); });
    switch (capability.kind) {
    case CapabilityKind::Decoder:
        return checkDecoder(session, capability, request.music);
    case CapabilityKind::Dsp:
        return checkDsp(session, capability);
    case CapabilityKind::Source:
        return checkSource(session, capability);
    case CapabilityKind::Lyrics:
        return checkLyrics(session, capability);
    case CapabilityKind::Output:
        return checkSink(session, capability);
    }
}

/// Plugins that store something where people have their files find a place of their own for it.
void moveHome(const std::filesystem::path& home)
{
    for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
        ::setenv(name, home.c_str(), 1);
}

} // namespace

Report inspect(const InspectionRequest& request)
{
    Report report(inUtf8(request.file));
    const ScratchFolder scratch;
    Subject subject{request.file, std::nullopt, std::nullopt};
    if (isPackage(request.file)) {
        Result<Subject> opened = openPackage(request.file, scratch.path() / "package");
        if (!opened) {
            report.add({Severity::Error, "package", "package", opened.error().message});
            return report;
        }
        subject = std::move(*opened);
    }
    const std::filesystem::path data = scratch.path() / "data";
    const std::filesystem::path home = scratch.path() / "home";
    std::filesystem::create_directory(home);

    const auto steps = [&](Session& session) {
        moveHome(home);
        // Never destroyed: threads that the plugin leaves behind run in its library and call its host until
        // this process ends.
        PluginUnderCheck& plugin =
            *std::make_unique<PluginUnderCheck>(subject.library, data, subject.packageFolder).release();
        const auto useAndUnload = [&] {
            session.step("library", [&] { checkLibrary(session, subject.library); });
            if (!session.always("module", [&] { plugin.load(session); }))
                return;
            const ModuleTable& table = plugin.table();
            session.step("library", [&] { checkSideLibraries(session, subject.library, table.info); });
            if (subject.manifest)
                session.step("package", [&] { checkManifest(session, *subject.manifest, table.info); });
            for (const ModuleCapability& capability : table.capabilities)
                checkCapability(session, capability, request);
            session.step("module", [&] { plugin.end(session); });
        };
        // On a thread that ends, because a living one's thread_local objects would keep the library.
        std::exception_ptr failure;
        std::thread([&] {
            try {
                useAndUnload();
            } catch (...) {
                failure = std::current_exception();
            }
        }).join();
        if (failure)
            std::rethrow_exception(failure);
        session.step("module", [&] { plugin.checkGone(session); });
    };
    runWatched(steps, request.limit, report);
    return report;
}

} // namespace stellatune
