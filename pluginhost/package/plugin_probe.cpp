#include "pluginhost/package/plugin_probe.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/package/probe_answer.h"

#include <chrono>
#include <string>
#include <string_view>
#include <system_error>

#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <fmt/format.h>

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <mach-o/dyld.h>
#else
#include <cstring>
#endif

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kLookInterval{20}; ///< at the stop flag

QString asQString(const fs::path& path)
{
    return QString::fromStdU16String(path.u16string());
}

fs::path runningProgram()
{
#if defined(_WIN32)
    std::wstring path(32'768, L'\0');
    path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
    return path;
#elif defined(__APPLE__)
    uint32_t size = 0;
    _NSGetExecutablePath(nullptr, &size);
    std::string path(size, '\0');
    _NSGetExecutablePath(path.data(), &size);
    return fs::path(path.c_str());
#else
    std::error_code ignored;
    return fs::read_symlink("/proc/self/exe", ignored);
#endif
}

Error refusal(ErrorCode code, const fs::path& library, std::string_view why)
{
    return {
        code, "plugins.probe",
        fmt::format("{} {}. Ask its author for a build that works here", inUtf8(library.filename()), why)};
}

/// What a crash is called. On Unix the code is that of the signal.
std::string nameOfCrash(int code)
{
#if defined(_WIN32)
    return fmt::format("0x{:08x}", static_cast<unsigned>(code));
#else
    const char* words = ::strsignal(code);
    return words != nullptr ? words : fmt::format("signal {}", code);
#endif
}

bool isStopped(const ProbeSettings& settings)
{
    return settings.stop != nullptr && settings.stop->load();
}

/// False when the time was up, or somebody stopped it.
bool endsByItself(QProcess& process, const ProbeSettings& settings)
{
    const auto deadline = std::chrono::steady_clock::now() + settings.limit;
    while (process.state() != QProcess::NotRunning) {
        if (process.waitForFinished(static_cast<int>(kLookInterval.count())))
            return true;
        if (isStopped(settings) || std::chrono::steady_clock::now() >= deadline)
            return process.state() == QProcess::NotRunning;
    }
    return true;
}

} // namespace

ProbeSettings probeBesideThisProgram()
{
    ProbeSettings settings;
    settings.program = runningProgram().parent_path() / "stellatune-plugin-probe";
#if defined(_WIN32)
    settings.program += ".exe";
#endif
    return settings;
}

Result<PluginMetadata> probePlugin(const ProbeSettings& settings, const fs::path& library,
                                   const fs::path& scratch, const fs::path& packageFolder)
{
    const Error stopped{ErrorCode::Cancelled, "plugins.probe",
                        fmt::format("Looking at {} was stopped.", inUtf8(library.filename()))};
    if (isStopped(settings))
        return stopped;
    const QTemporaryDir folder(asQString(scratch / "probe-XXXXXX"));
    if (!folder.isValid())
        return fileError(scratch, "written", std::make_error_code(std::errc::io_error));
    QProcess process;
    process.setProgram(asQString(settings.program));
    process.setArguments({asQString(fs::absolute(library)), folder.path(),
                          packageFolder.empty() ? QString("") : asQString(fs::absolute(packageFolder))});
    process.setWorkingDirectory(folder.path());
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(QIODevice::ReadOnly);
    if (!process.waitForStarted())
        return Error{ErrorCode::NotFound, "plugins.probe",
                     fmt::format("{} cannot be started: install StellaTune again", inUtf8(settings.program))};

    if (!endsByItself(process, settings)) {
        process.kill();
        process.waitForFinished();
        if (isStopped(settings))
            return stopped;
        const double seconds = std::chrono::duration<double>(settings.limit).count();
        return refusal(ErrorCode::TimedOut, library,
                       fmt::format("did not finish loading and unloading within {} s", seconds));
    }
    if (process.exitStatus() == QProcess::CrashExit)
        return refusal(ErrorCode::Corrupt, library,
                       fmt::format("crashed while it was looked at ({})", nameOfCrash(process.exitCode())));
    const std::string words = process.readAllStandardOutput().toStdString();
    if (process.exitCode() != 0 || words.empty())
        return refusal(
            ErrorCode::Corrupt, library,
            fmt::format("ended the process in which it was looked at (exit code {})", process.exitCode()));
    Result<PluginMetadata> answer = fromProbeAnswer(words);
    if (!answer && answer.error().message.empty())
        return refusal(ErrorCode::Corrupt, library, "wrote into files that are not its own");
    return answer;
}

} // namespace stellatune
