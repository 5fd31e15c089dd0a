// Requests from outside to stop: Ctrl-C, a polite kill, a closed terminal.
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace stellatune::cli {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP is reported and the second ends the process at once.
/// Make it before any other thread: threads made later inherit that these signals are kept for it.
class Interrupts {
  public:
    /// `wake` is called on a thread of its own, once signal() has an answer.
    explicit Interrupts(std::function<void()> wake);
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    /// The signal that asked to stop; 0 while none did. Any thread.
    int signal() const { return m_signal.load(std::memory_order_acquire); }

  private:
    void wait(const std::function<void()>& wake);

    sigset_t m_signals{};
    sigset_t m_maskBefore{};
    std::atomic<int> m_signal{0};
    std::atomic<bool> m_closing{false};
    std::thread m_thread;
};

} // namespace stellatune::cli
