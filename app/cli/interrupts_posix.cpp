#include "app/cli/arguments.h"
#include "app/cli/interrupts.h"

#include <chrono>
#include <utility>

#include <pthread.h>
#include <unistd.h>

namespace stellatune::cli {

namespace {

/// A signal that comes this soon after another is the same request: timeout(1) sends each to us and to our
/// group.
constexpr std::chrono::milliseconds kSameRequest{150};

bool isIgnored(int number)
{
    struct sigaction action {};
    return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace

Interrupts::Interrupts(std::function<void()> wake)
{
    sigemptyset(&m_signals);
    sigaddset(&m_signals, SIGINT);
    sigaddset(&m_signals, SIGTERM);
    if (!isIgnored(SIGHUP))
        sigaddset(&m_signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &m_signals, &m_maskBefore);
    m_thread = std::thread([this, call = std::move(wake)] { wait(call); });
}

Interrupts::~Interrupts()
{
    m_closing = true;
    pthread_kill(m_thread.native_handle(),
                 SIGTERM); // NOLINT(bugprone-bad-signal-to-kill-thread): sigwait takes it
    m_thread.join();
    pthread_sigmask(SIG_SETMASK, &m_maskBefore, nullptr);
}

void Interrupts::wait(const std::function<void()>& wake)
{
    std::chrono::steady_clock::time_point first;
    for (;;) {
        int number = 0;
        if (sigwait(&m_signals, &number) != 0)
            continue;
        if (m_closing)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (m_signal.load(std::memory_order_relaxed) != 0) {
            if (now - first < kSameRequest)
                continue;
            // Whatever hangs, this ends it: no destructors, no exit handlers.
            [[maybe_unused]] const auto written = write(STDERR_FILENO, "\n", 1);
            _exit(kExitSignalBase + number);
        }
        first = now;
        m_signal.store(number, std::memory_order_release);
        wake();
    }
}

} // namespace stellatune::cli
