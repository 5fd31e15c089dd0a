#include "tests/bench/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stellatune::bench {

namespace {

constexpr std::chrono::seconds kPatience{5};

[[noreturn]] void becomeProgram(const std::vector<std::string>& command, const Environment& environment)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // nothing outlives the benchmark, whatever happens to it
    std::vector<std::string> assignments;
    assignments.reserve(environment.size());
    for (const auto& [name, value] : environment)
        assignments.push_back(fmt::format("{}={}", name, value));
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    std::vector<char*> variables;
    variables.reserve(assignments.size() + 1);
    for (std::string& assignment : assignments)
        variables.push_back(assignment.data());
    variables.push_back(nullptr);
    execvpe(arguments[0], arguments.data(), variables.data());
    _exit(127);
}

void redirect(int from, int to)
{
    if (from >= 0 && from != to)
        dup2(from, to);
}

// Input and error output from and to nowhere; standard output to `output`, or nowhere when that is negative.
pid_t startProgram(const std::vector<std::string>& command, const Environment& environment, int output)
{
    const pid_t pid = fork();
    if (pid == 0) {
        const int nowhere = open("/dev/null", O_RDWR);
        redirect(nowhere, STDIN_FILENO);
        redirect(output >= 0 ? output : nowhere, STDOUT_FILENO);
        redirect(nowhere, STDERR_FILENO);
        becomeProgram(command, environment);
    }
    return pid;
}

void readAway(int terminal)
{
    std::array<char, 4096> buffer;
    while (read(terminal, buffer.data(), buffer.size()) > 0 || errno == EINTR) {
    }
}

double megabytesIn(pid_t pid, const std::string& field)
{
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", pid));
    std::string word;
    double kilobytes = 0.0;
    while (file >> word) {
        if (word == field && file >> kilobytes)
            return kilobytes / 1024.0;
    }
    return 0.0;
}

} // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const Environment& environment,
                           Terminal terminal)
{
    if (terminal == Terminal::None) {
        m_pid = startProgram(command, environment, -1);
        return;
    }
    winsize size{};
    size.ws_row = 40;
    size.ws_col = 120;
    m_pid = forkpty(&m_terminal, nullptr, nullptr, &size);
    if (m_pid == 0)
        becomeProgram(command, environment);
    // Some wait for Enter after telling what they miss at their start.
    constexpr std::string_view kEnter = "\n\n\n\n";
    if (write(m_terminal, kEnter.data(), kEnter.size()) < 0)
        perror("stellatune-bench: terminal");
    m_terminalReader = std::thread(readAway, m_terminal);
}

ChildProcess::~ChildProcess()
{
    end();
    if (m_terminalReader.joinable())
        m_terminalReader.join();
    if (m_terminal >= 0)
        close(m_terminal);
}

bool ChildProcess::isRunning()
{
    if (!m_ended && m_pid > 0 && waitpid(m_pid, nullptr, WNOHANG) == m_pid)
        m_ended = true;
    return !m_ended && m_pid > 0;
}

void ChildProcess::end()
{
    if (!isRunning())
        return;
    kill(m_pid, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (isRunning()) {
        if (std::chrono::steady_clock::now() > deadline)
            kill(m_pid, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

std::chrono::duration<double> ChildProcess::cpuTime() const
{
    clockid_t clock{};
    timespec time{};
    if (m_ended || clock_getcpuclockid(m_pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return {};
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

double ChildProcess::proportionalMemory() const
{
    return megabytesIn(m_pid, "Pss:");
}

double ChildProcess::residentMemory() const
{
    return megabytesIn(m_pid, "Rss:");
}

std::optional<std::chrono::duration<double>> cpuTimeOf(const std::vector<std::string>& command,
                                                       const Environment& environment)
{
    const pid_t pid = startProgram(command, environment, -1);
    int status = 0;
    rusage usage{};
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return std::nullopt;
    const auto duration = [](const timeval& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return duration(usage.ru_utime) + duration(usage.ru_stime);
}

bool runs(const std::vector<std::string>& command, const Environment& environment)
{
    return cpuTimeOf(command, environment).has_value();
}

std::string outputOf(const std::vector<std::string>& command, const Environment& environment)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return {};
    const pid_t pid = startProgram(command, environment, ends[1]);
    close(ends[1]);
    std::string output;
    std::array<char, 4096> buffer;
    ssize_t count = 0;
    while ((count = read(ends[0], buffer.data(), buffer.size())) > 0)
        output.append(buffer.data(), static_cast<size_t>(count));
    close(ends[0]);
    if (pid > 0)
        waitpid(pid, nullptr, 0);
    return output;
}

} // namespace stellatune::bench
