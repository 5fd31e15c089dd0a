#include "pluginhost/check/watched_run.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

/// How the parent learns that the child went through all steps, rather than having been ended by exit().
constexpr const char* kDone = "done";

std::system_error systemError(const char* what)
{
    return {errno, std::generic_category(), what};
}

std::string signalName(int signal)
{
    switch (signal) {
    case SIGSEGV:
        return "SIGSEGV";
    case SIGABRT:
        return "SIGABRT";
    case SIGBUS:
        return "SIGBUS";
    case SIGFPE:
        return "SIGFPE";
    case SIGILL:
        return "SIGILL";
    case SIGTRAP:
        return "SIGTRAP";
    case SIGKILL:
        return "SIGKILL";
    default:
        return "signal " + std::to_string(signal);
    }
}

void writeLine(int descriptor, const Json& message)
{
    const std::string line = message.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    for (size_t written = 0; written < line.size();) {
        const ssize_t count = ::write(descriptor, line.data() + written, line.size() - written);
        if (count < 0 && errno != EINTR)
            ::_exit(1); // the parent is gone
        written += count > 0 ? static_cast<size_t>(count) : 0;
    }
}

/// One process that runs steps, seen from its parent.
class WatchedProcess {
  public:
    WatchedProcess(const Steps& steps, CallBoard& board, uint32_t stepsDone, const FatalCalls& fatalCalls)
        : m_board(board)
    {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0)
            throw systemError("pipe");
        ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
        ::fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        std::fflush(nullptr); // or both would write it
        const pid_t parent = ::getpid();
        m_pid = ::fork();
        if (m_pid < 0)
            throw systemError("fork");
        // On both sides, because either may come first. What the plugin starts belongs to the group as well.
        ::setpgid(m_pid, m_pid);
        if (m_pid == 0) {
            ::close(ends[0]);
            runChild(steps, board, stepsDone, fatalCalls, ends[1], parent);
        }
        ::close(ends[1]);
        m_pipe = ends[0];
    }

    ~WatchedProcess()
    {
        ::close(m_pipe);
        if (m_pid > 0)
            reap();
    }

    WatchedProcess(const WatchedProcess&) = delete;
    WatchedProcess& operator=(const WatchedProcess&) = delete;

    /// Until it has gone through all steps or ended; false when one call took longer than `limit`. The end of
    /// the pipe says neither: processes that the plugin started hold it open, and the plugin may close it.
    bool watch(std::chrono::milliseconds limit, Report& report)
    {
        uint64_t progress = m_board.progress();
        Clock::time_point deadline = Clock::now() + limit;
        while (true) {
            receive(std::chrono::milliseconds(20), report);
            if (m_isDone)
                return true;
            if (hasEnded()) {
                ::kill(-m_pid, SIGKILL); // nobody adds to what is in the pipe any more
                while (receive(std::chrono::milliseconds(0), report)) {
                }
                return true;
            }
            // What the checks compute between calls is not the plugin's time.
            if (const uint64_t now = m_board.progress(); now != progress || m_board.call().function.empty()) {
                progress = now;
                deadline = Clock::now() + limit;
            } else if (Clock::now() > deadline) {
                return false;
            }
        }
    }

    bool isDone() const { return m_isDone; }

    /// "SIGSEGV", or what else there is to say about an early end. Once watch() has seen it.
    std::string end()
    {
        const int status = reap();
        if (WIFSIGNALED(status))
            return signalName(WTERMSIG(status));
        return fmt::format("exit code {}", WEXITSTATUS(status));
    }

  private:
    [[noreturn]] static void runChild(const Steps& steps, CallBoard& board, uint32_t stepsDone,
                                      const FatalCalls& fatalCalls, int pipe, pid_t parent)
    {
#if defined(__linux__)
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) // it died before the line above
            ::_exit(1);
#else
        static_cast<void>(parent);
#endif
        // What plugins print must not end up in the report, and their crashes leave no core files about.
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        try {
            const auto send = [pipe](const Finding& finding) {
                writeLine(pipe, {{"severity", static_cast<int>(finding.severity)},
                                 {"rule", finding.rule},
                                 {"where", finding.where},
                                 {"text", finding.text}});
            };
            const auto name = [pipe](const std::string& plugin) { writeLine(pipe, {{"plugin", plugin}}); };
            Session session(board, stepsDone, fatalCalls, send, name);
            steps(session);
        } catch (const std::exception& exception) {
            writeLine(pipe, {{"severity", static_cast<int>(Severity::Error)},
                             {"rule", "checker"},
                             {"where", "checker"},
                             {"text", exception.what()}});
        }
        writeLine(pipe, kDone);
        // Neither destructors nor the plugin's exit handlers: what it left behind was looked at.
        ::_exit(0);
    }

    /// Takes the findings that come within `patience`; false when none do.
    bool receive(std::chrono::milliseconds patience, Report& report)
    {
        pollfd poll{m_isAtEnd ? -1 : m_pipe, POLLIN, 0}; // poll() only waits for -1
        if (::poll(&poll, 1, static_cast<int>(patience.count())) <= 0)
            return false;
        std::array<char, 4096> buffer;
        const ssize_t count = ::read(m_pipe, buffer.data(), buffer.size());
        if (count <= 0) {
            m_isAtEnd = count == 0 || errno != EINTR;
            return !m_isAtEnd;
        }
        m_received.append(buffer.data(), static_cast<size_t>(count));
        for (size_t end = 0; (end = m_received.find('\n')) != std::string::npos; m_received.erase(0, end + 1))
            take(Json::parse(m_received.substr(0, end), nullptr, false), report);
        return true;
    }

    void take(const Json& message, Report& report)
    {
        if (message == kDone)
            m_isDone = true;
        else if (message.contains("plugin"))
            report.setPlugin(message.value("plugin", ""));
        else if (message.is_object())
            report.add({static_cast<Severity>(message.value("severity", 2)), message.value("rule", ""),
                        message.value("where", ""), message.value("text", "")});
    }

    bool hasEnded() const
    {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid == m_pid;
    }

    /// Ends what still runs of the group; the status of the child's own end. The child is waited for last:
    /// until then nobody else can have its number.
    int reap()
    {
        ::kill(-m_pid, SIGKILL);
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
        }
        m_pid = 0;
        return status;
    }

    CallBoard& m_board;
    pid_t m_pid = 0;
    int m_pipe = -1;
    std::string m_received; ///< not yet a whole line
    bool m_isAtEnd = false; ///< of the pipe: nobody holds the other end
    bool m_isDone = false;
};

std::string described(const CallBoard::Call& call)
{
    return call.detail.empty() ? call.function : fmt::format("{} ({})", call.function, call.detail);
}

Finding hang(const CallBoard::Call& call, std::chrono::milliseconds limit)
{
    const double seconds = std::chrono::duration<double>(limit).count();
    return {Severity::Error, "hang", call.where,
            fmt::format("{} did not return within {} s", described(call), seconds)};
}

Finding crash(const CallBoard::Call& call, const std::string& end)
{
    if (call.function.empty())
        return {
            Severity::Error, "crash", "module",
            fmt::format("the process ended with {} between two calls, as by a thread of the plugin", end)};
    return {Severity::Error, "crash", call.where,
            fmt::format("{} ended the process with {}", described(call), end)};
}

} // namespace

void runWatched(const Steps& steps, std::chrono::milliseconds limit, Report& report)
{
    const std::unique_ptr<CallBoard, void (*)(CallBoard*)> board(CallBoard::create(),
                                                                 [](CallBoard* made) { made->destroy(); });
    FatalCalls fatalCalls;
    for (uint32_t stepsDone = 0;;) {
        WatchedProcess process(steps, *board, stepsDone, fatalCalls);
        const bool inTime = process.watch(limit, report);
        const CallBoard::Call call = board->call();
        if (!inTime)
            report.add(hang(call, limit));
        else if (process.isDone())
            return;
        else
            report.add(crash(call, process.end()));
        const bool isNewCall = !call.function.empty() && fatalCalls.emplace(call.where, call.function).second;
        // Each round leaves out one more call or one more step, so this comes to an end.
        if (!isNewCall && board->step() <= stepsDone)
            return;
        stepsDone = std::max(stepsDone, board->step());
    }
}

} // namespace stellatune
