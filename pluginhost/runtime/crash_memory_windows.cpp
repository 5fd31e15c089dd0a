#include "pluginhost/runtime/crash_memory.h"

#include "pluginhost/lease/running_call.h"

#include <atomic>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <windows.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

std::atomic<HANDLE> g_file = INVALID_HANDLE_VALUE;
LPTOP_LEVEL_EXCEPTION_FILTER g_before = nullptr;

void writeLine(HANDLE file, const char* text)
{
    DWORD written = 0;
    WriteFile(file, text, static_cast<DWORD>(std::strlen(text)), &written, nullptr);
    WriteFile(file, "\n", 1, &written, nullptr);
}

LONG WINAPI onFatal(EXCEPTION_POINTERS* exception)
{
    const PluginInCharge inCharge = pluginInCharge();
    const HANDLE file = g_file.exchange(INVALID_HANDLE_VALUE);
    if (file != INVALID_HANDLE_VALUE && inCharge.pluginId != nullptr) {
        writeLine(file, inCharge.pluginId);
        writeLine(file, inCharge.function);
        writeLine(file, exception->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION
                            ? "access violation"
                            : "unhandled exception");
        FlushFileBuffers(file);
    }
    return g_before != nullptr ? g_before(exception) : EXCEPTION_CONTINUE_SEARCH;
}

} // namespace

Result<std::unique_ptr<CrashMemory>> CrashMemory::start(const fs::path& folder)
{
    if (g_file != INVALID_HANDLE_VALUE)
        return Error{ErrorCode::Busy, "plugins.crash",
                     "Crashes in plugins are remembered for another runtime of this process already."};
    std::error_code failure;
    fs::create_directories(folder, failure);
    const fs::path file = folder / (std::to_string(GetCurrentProcessId()) + ".crash");
    const HANDLE handle =
        CreateFileW(file.c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, CREATE_ALWAYS, 0, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
        return Error{ErrorCode::Io, "plugins.crash",
                     fmt::format("Crashes in plugins will not be remembered: {}.",
                                 std::system_category().message(static_cast<int>(GetLastError())))};
    g_file = handle;
    g_before = SetUnhandledExceptionFilter(onFatal);
    return std::unique_ptr<CrashMemory>(new CrashMemory(file));
}

CrashMemory::~CrashMemory()
{
    SetUnhandledExceptionFilter(g_before);
    if (const HANDLE file = g_file.exchange(INVALID_HANDLE_VALUE); file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    std::error_code ignored;
    fs::remove(m_file, ignored);
}

} // namespace stellatune
