#include "pluginhost/runtime/crash_memory.h"

#include "pluginhost/lease/running_call.h"
#include "pluginhost/runtime/last_words.h"
#include "pluginhost/runtime/plugin_code.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <ucontext.h>
#include <unistd.h>

#include <fmt/format.h>

#if defined(__GNUC__)
#define STELLATUNE_READS_ANYTHING __attribute__((no_sanitize("address", "thread", "undefined")))
#else
#define STELLATUNE_READS_ANYTHING
#endif

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

constexpr uintptr_t kSearchedStack = 64u << 10; ///< bytes

std::atomic<int> g_file = -1;
std::array<int, 2> g_pipe{-1, -1};
std::array<struct sigaction, kFatal.size()> g_before;

/// Only what is allowed in a signal handler.
void writeLine(int file, const char* text)
{
    static_cast<void>(!::write(file, text, std::strlen(text)));
    static_cast<void>(!::write(file, "\n", 1));
}

struct Position {
    uintptr_t code = 0;
    uintptr_t stack = 0;
};

/// Where the thread was; zeros on processors that this does not know.
Position positionOf(const void* context)
{
    const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__linux__) && defined(__x86_64__)
    return {static_cast<uintptr_t>(machine.gregs[REG_RIP]), static_cast<uintptr_t>(machine.gregs[REG_RSP])};
#elif defined(__linux__) && defined(__aarch64__)
    return {static_cast<uintptr_t>(machine.pc), static_cast<uintptr_t>(machine.sp)};
#else
    static_cast<void>(machine);
    return {};
#endif
}

/// Whether memory can be read there: the system looks, and does not crash.
bool isReadable(uintptr_t address)
{
    char byte = 0;
    return ::write(g_pipe[1], reinterpret_cast<const void*>(address), 1) == 1 &&
           ::read(g_pipe[0], &byte, 1) == 1;
}

/// The plugin that a return address on the stack belongs to: the innermost one. Old addresses lie there too,
/// so it is for threads alone that the host does not know.
STELLATUNE_READS_ANYTHING const char* callerOnStack(uintptr_t stack)
{
    const uintptr_t page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    const uintptr_t end = stack + kSearchedStack;
    for (uintptr_t at = stack & ~(sizeof(uintptr_t) - 1); at < end; at += sizeof(uintptr_t)) {
        if ((at == stack || at % page == 0) && !isReadable(at))
            return nullptr;
        const uintptr_t word = *reinterpret_cast<const volatile uintptr_t*>(at);
        if (const char* id = KnownCode::ownerOf(word, KnownCode::Presence::Loaded); id != nullptr)
            return id;
    }
    return nullptr;
}

PluginInCharge blamedFor(const siginfo_t& info, const void* context)
{
    const PluginInCharge inCharge = pluginInCharge();
    if (inCharge.pluginId != nullptr)
        return inCharge;
    const Position position = positionOf(context);
    const char* id = KnownCode::ownerOf(position.code, KnownCode::Presence::Loaded);
    // It ran on where nothing is any more.
    if (id == nullptr && reinterpret_cast<uintptr_t>(info.si_addr) == position.code)
        id = KnownCode::ownerOf(position.code, KnownCode::Presence::Gone);
    if (id == nullptr && !inCharge.isKept && position.stack != 0)
        id = callerOnStack(position.stack);
    return {id, "a thread of its own", false};
}

void onFatal(int signal, siginfo_t* info, void* context)
{
    const int file = g_file.exchange(-1);
    const PluginInCharge inCharge = file >= 0 ? blamedFor(*info, context) : PluginInCharge{};
    for (size_t i = 0; i < kFatal.size(); ++i) {
        if (kFatal[i].signal != signal)
            continue;
        if (file >= 0 && inCharge.pluginId != nullptr) {
            writeLine(file, inCharge.pluginId);
            writeLine(file, inCharge.function);
            writeLine(file, kFatal[i].what);
            last_words::forEach(inCharge.pluginId, writeLine, file);
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
    static_cast<void>(!::pipe(g_pipe.data()));
    for (const int end : g_pipe)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
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
    for (int& end : g_pipe) {
        if (end >= 0)
            ::close(std::exchange(end, -1));
    }
    std::error_code ignored;
    fs::remove(m_file, ignored);
}

} // namespace stellatune
