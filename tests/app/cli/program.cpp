#include "tests/app/cli/program.h"

#include <array>
#include <stdexcept>

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stellatune::cli {

namespace {

constexpr std::chrono::minutes kPatience{1};

/// Never returns: becomes the program.
[[noreturn]] void become(std::vector<std::string> words)
{
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    setenv("TERM", "xterm", 1);
    execv(argv[0], argv.data());
    _exit(127);
}

std::vector<std::string> commandLine(const std::vector<std::string>& arguments)
{
    std::vector<std::string> words{STELLATUNE_CLI};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

int exitCodeOf(pid_t process)
{
    int status = 0;
    if (waitpid(process, &status, 0) != process)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int millisecondsUntil(std::chrono::steady_clock::time_point deadline)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return left.count() > 0 ? static_cast<int>(left.count()) : 0;
}

} // namespace

Outcome runCli(const std::vector<std::string>& arguments)
{
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (pipe(out.data()) != 0 || pipe(err.data()) != 0)
        throw std::runtime_error("no pipes");
    const std::vector<std::string> words = commandLine(arguments);
    const pid_t process = fork();
    if (process == 0) {
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        for (const int descriptor : {out[0], out[1], err[0], err[1]})
            close(descriptor);
        become(words);
    }
    close(out[1]);
    close(err[1]);

    Outcome outcome;
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    std::array<pollfd, 2> ends{pollfd{out[0], POLLIN, 0}, pollfd{err[0], POLLIN, 0}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (poll(ends.data(), ends.size(), millisecondsUntil(deadline)) <= 0) {
            kill(process, SIGKILL);
            break;
        }
        for (pollfd& end : ends) {
            if (end.revents == 0)
                continue;
            std::array<char, 4096> buffer{};
            const ssize_t count = read(end.fd, buffer.data(), buffer.size());
            if (count > 0)
                (end.fd == out[0] ? outcome.out : outcome.err)
                    .append(buffer.data(), static_cast<size_t>(count));
            else
                end.fd = -1;
        }
    }
    close(out[0]);
    close(err[0]);
    outcome.exitCode = exitCodeOf(process);
    return outcome;
}

CliInTerminal::CliInTerminal(const std::vector<std::string>& arguments)
    : m_deadline(std::chrono::steady_clock::now() + kPatience)
{
    winsize size{};
    size.ws_row = 24;
    size.ws_col = 80;
    const std::vector<std::string> words = commandLine(arguments);
    m_process = forkpty(&m_terminal, nullptr, nullptr, &size);
    if (m_process == 0)
        become(words);
    if (m_process < 0)
        throw std::runtime_error("no terminal");
}

CliInTerminal::~CliInTerminal()
{
    if (!m_reaped) {
        kill(m_process, SIGKILL);
        exitCodeOf(m_process);
    }
    close(m_terminal);
}

bool CliInTerminal::readMore()
{
    pollfd end{m_terminal, POLLIN, 0};
    if (poll(&end, 1, millisecondsUntil(m_deadline)) <= 0)
        return false;
    std::array<char, 4096> buffer{};
    const ssize_t count = read(m_terminal, buffer.data(), buffer.size());
    if (count <= 0)
        return false;
    m_screen.append(buffer.data(), static_cast<size_t>(count));
    return true;
}

bool CliInTerminal::waitForText(const std::string& text)
{
    while (m_screen.find(text) == std::string::npos) {
        if (!readMore())
            return false;
    }
    return true;
}

void CliInTerminal::type(char key)
{
    if (write(m_terminal, &key, 1) != 1)
        throw std::runtime_error("the terminal takes no keys");
}

int CliInTerminal::waitForEnd()
{
    while (readMore()) {
    }
    if (millisecondsUntil(m_deadline) == 0)
        kill(m_process, SIGKILL);
    m_reaped = true;
    return exitCodeOf(m_process);
}

} // namespace stellatune::cli
