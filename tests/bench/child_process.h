// A program under measurement, or one that the measurement needs.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace stellatune::bench {

using Environment = std::map<std::string, std::string>;

enum class Terminal : uint8_t {
    None,   ///< input and output are /dev/null
    Pseudo, ///< a terminal of its own, for programs that draw on one
};

/// Started by the constructor; ended, and waited for, by the destructor at the latest. Its environment holds
/// nothing but what is given.
class ChildProcess {
  public:
    explicit ChildProcess(const std::vector<std::string>& command, const Environment& environment,
                          Terminal terminal = Terminal::None);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return m_pid; }
    bool isRunning();
    /// Asks it to end, and kills it when it does not.
    void end();

    /// User and system time so far, of ended threads too.
    std::chrono::duration<double> cpuTime() const;
    /// Megabytes, from the kernel's count of pages. Proportional: a page shared by n processes counts 1/n.
    double proportionalMemory() const;
    double residentMemory() const;

  private:
    pid_t m_pid = -1;
    bool m_ended = false;
    int m_terminal = -1;
    std::thread m_terminalReader;
};

/// Runs a command to its end; its user and system time. None when it could not run or failed.
std::optional<std::chrono::duration<double>> cpuTimeOf(const std::vector<std::string>& command,
                                                       const Environment& environment);
bool runs(const std::vector<std::string>& command, const Environment& environment);
/// What a command writes to its standard output.
std::string outputOf(const std::vector<std::string>& command, const Environment& environment);

} // namespace stellatune::bench
