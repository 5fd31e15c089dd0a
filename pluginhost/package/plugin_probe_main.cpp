// stellatune-plugin-probe LIBRARY DATA-FOLDER PACKAGE-FOLDER: loads a plugin's library, writes what it offers
// to the output and unloads it. The store of plugins runs it; when the plugin crashes or hangs, this process
// is what is lost.
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/module/module_library.h"
#include "pluginhost/package/plugin_metadata.h"
#include "pluginhost/package/probe_answer.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#if defined(_WIN32)
#include <io.h>
#include <windows.h>
#else
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#endif
#if defined(__linux__)
#include <sys/prctl.h>
#endif

namespace {

using namespace stellatune;

/// Keeps crashes quiet, and goes when the caller goes.
void settleIn()
{
#if defined(_WIN32)
    ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
#else
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#endif
#if defined(__linux__)
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/// The real output; what the plugin prints goes where errors go, so that it does not mix with the answer.
std::FILE* takeOutput()
{
#if defined(_WIN32)
    const int output = ::_dup(1);
    ::_dup2(2, 1);
    return ::_fdopen(output, "wb");
#else
    const int output = ::dup(STDOUT_FILENO);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    return ::fdopen(output, "wb");
#endif
}

Result<PluginMetadata> probe(const std::filesystem::path& library, const std::filesystem::path& dataFolder,
                             const std::filesystem::path& packageFolder)
{
    std::mutex mutex;
    std::string lastWords; // a plugin that refuses to run says why in the log
    PluginSurroundings surroundings;
    surroundings.pluginId = "probe";
    surroundings.hostVersion = STELLATUNE_VERSION;
    surroundings.dataFolder = dataFolder;
    if (!packageFolder.empty())
        surroundings.packageFolder = packageFolder;
    surroundings.events = std::make_shared<EventQueue>();
    surroundings.control = std::make_shared<ControlDesk>();
    surroundings.log = [&](LogLevel level, std::string_view line) {
        const std::scoped_lock lock(mutex);
        if (level >= LogLevel::Warning)
            lastWords = line;
    };
    const PluginHost host(std::move(surroundings));

    const auto loaded = ModuleLibrary::load(library, host.asPluginSeesIt());
    if (!loaded) {
        Error error = loaded.error();
        const std::scoped_lock lock(mutex);
        if (!lastWords.empty())
            error.message += ": " + lastWords;
        return error;
    }
    PluginMetadata metadata = metadataOf(**loaded);
    // A plugin that cannot be ended would hold up every update and the end of the program.
    if (const Result<void> ended = (*loaded)->shutdown(); !ended)
        return ended.error();
    (*loaded)->close();
    return metadata;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fputs("Usage: stellatune-plugin-probe LIBRARY DATA-FOLDER PACKAGE-FOLDER\n"
                   "PACKAGE-FOLDER is empty for a library without a package.\n",
                   stderr);
        return 2;
    }
    settleIn();
    std::FILE* output = takeOutput();
    if (output == nullptr)
        return 1;
    std::string answer;
    try {
        answer = toProbeAnswer(probe(std::filesystem::u8path(argv[1]), std::filesystem::u8path(argv[2]),
                                     std::filesystem::u8path(argv[3])));
    } catch (const std::exception& exception) {
        answer = toProbeAnswer(Error{ErrorCode::Corrupt, "plugins.probe", exception.what()});
    }
    const bool isWritten = std::fwrite(answer.data(), 1, answer.size(), output) == answer.size();
    const bool isFlushed = std::fflush(output) == 0;
    // Without the exit handlers of a library that stayed.
    std::_Exit(isWritten && isFlushed ? 0 : 1);
}
