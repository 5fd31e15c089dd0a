#include "app/cli/arguments.h"
#include "app/cli/interrupts.h"

#include <cstdlib>
#include <utility>

#include <pthread.h>
#include <unistd.h>

namespace stellatune::cli {

Interrupts::Interrupts(std::function<void()> wake)
{
    sigemptyset(&m_signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&m_signals, number);
    pthread_sigmask(SIG_BLOCK, &m_signals, &m_maskBefore);
    m_thread = std::thread([this, call = std::move(wake)] { wait(call); });
}

Interrupts::~Interrupts()
{
    m_closing = true;
    pthread_kill(m_thread.native_handle(), SIGTERM);
    m_thread.join();
    pthread_sigmask(SIG_SETMASK, &m_maskBefore, nullptr);
}

void Interrupts::wait(const std::function<void()>& wake)
{
    for (;;) {
        int number = 0;
        if (sigwait(&m_signals, &number) != 0)
            continue;
        if (m_closing)
            return;
        if (m_signal.load(std::memory_order_relaxed) != 0) {
            // Whatever hangs, this ends it: no destructors, no exit handlers.
            [[maybe_unused]] const auto written = write(STDERR_FILENO, "\n", 1);
            _exit(kExitSignalBase + number);
        }
        m_signal.store(number, std::memory_order_release);
        wake();
    }
}

} // namespace stellatune::cli
