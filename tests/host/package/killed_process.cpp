#include "tests/host/package/killed_process.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <set>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stellatune::testing {

namespace {

constexpr int kFailed = 3;

std::runtime_error failure(const char* what)
{
    return std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

bool changesFiles(uint64_t call, const uint64_t* arguments)
{
    static const std::set<uint64_t> kCalls = {
        SYS_write,
        SYS_pwrite64,
        SYS_writev,
        SYS_pwritev,
        SYS_ftruncate,
        SYS_truncate,
        SYS_fsync,
        SYS_fdatasync,
        SYS_renameat,
        SYS_unlinkat,
        SYS_mkdirat,
        SYS_linkat,
        SYS_symlinkat,
        SYS_fchmod,
        SYS_fchmodat,
        SYS_utimensat,
        SYS_renameat2,
        SYS_sendfile,
        SYS_fallocate,
        SYS_copy_file_range,
#if defined(SYS_rename) // calls that newer kinds of machines do without
        SYS_rename,
        SYS_unlink,
        SYS_rmdir,
        SYS_mkdir,
        SYS_link,
        SYS_symlink,
        SYS_chmod,
        SYS_creat,
#endif
    };
    if (call == SYS_openat)
        return (arguments[2] & (O_CREAT | O_TRUNC)) != 0;
#if defined(SYS_open)
    if (call == SYS_open)
        return (arguments[1] & (O_CREAT | O_TRUNC)) != 0;
#endif
    return kCalls.count(call) > 0;
}

[[noreturn]] void runChild(const std::function<bool()>& prepare, const std::function<bool()>& act)
{
    bool succeeded = false;
    try {
        succeeded = prepare();
        if (succeeded) {
            ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
            ::raise(SIGSTOP);
            succeeded = act();
        }
    } catch (const std::exception&) {
        succeeded = false;
    }
    // No destructors: they would be steps too, and a killed process runs none.
    ::_exit(succeeded ? 0 : kFailed);
}

int waitFor(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            throw failure("waitpid");
    }
    return status;
}

/// Whether the child, stopped at a system call, is about to change files.
bool isAtStep(pid_t child)
{
    __ptrace_syscall_info info{};
    if (::ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) < 0)
        throw failure("PTRACE_GET_SYSCALL_INFO");
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
        return false;
    uint64_t arguments[6];
    std::memcpy(arguments, info.entry.args, sizeof(arguments));
    return changesFiles(info.entry.nr, arguments);
}

} // namespace

bool runKilledAt(unsigned step, const std::function<bool()>& prepare, const std::function<bool()>& act)
{
    const pid_t child = ::fork();
    if (child < 0)
        throw failure("fork");
    if (child == 0)
        runChild(prepare, act);

    int status = waitFor(child);
    if (WIFSTOPPED(status) &&
        ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) < 0)
        throw failure("PTRACE_SETOPTIONS");
    int signal = 0; // what the child was sent goes on to it
    for (unsigned steps = 0; WIFSTOPPED(status);) {
        if (::ptrace(PTRACE_SYSCALL, child, nullptr, signal) < 0)
            throw failure("PTRACE_SYSCALL");
        status = waitFor(child);
        signal = 0;
        if (!WIFSTOPPED(status))
            break;
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            signal = WSTOPSIG(status);
        } else if (isAtStep(child) && ++steps == step) {
            ::kill(child, SIGKILL);
            waitFor(child);
            return true;
        }
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error("the child process did not do what it should");
    return false;
}

} // namespace stellatune::testing
