#include "pluginhost/runtime/crash_memory.h"

#include "pluginhost/lease/running_call.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

struct Fatal {
    int signal;
    const char* what;
};

constexpr std::array<Fatal, 5> kFatal{{{SIGSEGV, "segmentation fault"},
                                       {SIGBUS, "bus error"},
                                       {SIGFPE, "arithmetic error"},
                                       {SIGILL, "illegal instruction"},
                                       {SIGABRT, "abort"}}};

std::atomic<int> g_file = -1;
std::array<struct sigaction, kFatal.size()> g_before;

/// Only what is allowed in a signal handler.
void writeLine(int file, const char* text)
{
    static_cast<void>(!::write(file, text, std::strlen(text)));
    static_cast<void>(!::write(file, "\n", 1));
}

void onFatal(int signal, siginfo_t*, void*)
{
    const PluginInCharge inCharge = pluginInCharge();
    const int file = g_file.exchange(-1);
    for (size_t i = 0; i < kFatal.size(); ++i) {
        if (kFatal[i].signal != signal)
            continue;
        if (file >= 0 && inCharge.pluginId != nullptr) {
            writeLine(file, inCharge.pluginId);
            writeLine(file, inCharge.function);
            writeLine(file, kFatal[i].what);
        }
        // The faulting instruction runs again, now into the hands of whoever was there before.
        ::sigaction(signal, &g_before[i], nullptr);
        if (signal == SIGABRT)
            ::raise(signal);
        return;
    }
}

} // namespace

Result<std::unique_ptr<CrashMemory>> CrashMemory::start(const fs::path& folder)
{
    if (g_file >= 0)
        return Error{ErrorCode::Busy, "plugins.crash",
                     "Crashes in plugins are remembered for another runtime of this process already."};
    std::error_code failure;
    fs::create_directories(folder, failure);
    const fs::path file = folder / (std::to_string(::getpid()) + ".crash");
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return Error{ErrorCode::Io, "plugins.crash",
                     fmt::format("Crashes in plugins will not be remembered: \"{}\" cannot be written: {}.",
                                 file.string(), std::generic_category().message(errno))};
    g_file = descriptor;
    struct sigaction action {};
    action.sa_sigaction = onFatal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (size_t i = 0; i < kFatal.size(); ++i)
        ::sigaction(kFatal[i].signal, &action, &g_before[i]);
    return std::unique_ptr<CrashMemory>(new CrashMemory(file));
}

CrashMemory::~CrashMemory()
{
    for (size_t i = 0; i < kFatal.size(); ++i)
        ::sigaction(kFatal[i].signal, &g_before[i], nullptr);
    if (const int file = g_file.exchange(-1); file >= 0)
        ::close(file);
    std::error_code ignored;
    fs::remove(m_file, ignored);
}

} // namespace stellatune
