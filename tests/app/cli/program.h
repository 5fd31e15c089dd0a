// Runs the real stellatune-cli and hears what it says.
#pragma once

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <sys/types.h>

namespace stellatune::cli {

struct Outcome {
    int exitCode = -1; ///< -1: a signal killed it, or it did not end in time
    std::string out;
    std::string err;
};

/// To its end, with pipes for stdout and stderr.
Outcome runCli(const std::vector<std::string>& arguments);

/// In a terminal of its own of 80 columns, where stdout and stderr are one.
class CliInTerminal {
  public:
    explicit CliInTerminal(const std::vector<std::string>& arguments);
    ~CliInTerminal();
    CliInTerminal(const CliInTerminal&) = delete;
    CliInTerminal& operator=(const CliInTerminal&) = delete;

    /// False when it ended, or a minute passed, without this text.
    bool waitForText(const std::string& text);
    void type(char key);
    void send(int signal) { ::kill(m_process, signal); }
    /// Reads on until it ends; -1 as above.
    int waitForEnd();
    const std::string& screen() const { return m_screen; }

  private:
    /// False at the end of all output.
    bool readMore();

    pid_t m_process = -1;
    int m_terminal = -1;
    std::string m_screen; ///< all bytes so far
    bool m_reaped = false;
    std::chrono::steady_clock::time_point m_deadline;
};

} // namespace stellatune::cli
