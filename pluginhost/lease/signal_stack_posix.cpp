#include "pluginhost/lease/signal_stack.h"

#include <csignal>
#include <cstddef>

#include <sys/mman.h>

namespace stellatune {

namespace {

/// More than any processor's registers and our handler need; untouched pages cost nothing.
constexpr size_t kSize = 128u << 10;

class SignalStack {
  public:
    SignalStack()
    {
        stack_t before{};
        if (::sigaltstack(nullptr, &before) != 0 || (before.ss_flags & SS_DISABLE) == 0)
            return; // somebody gave it one
        void* memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return;
        stack_t own{};
        own.ss_sp = memory;
        own.ss_size = kSize;
        if (::sigaltstack(&own, nullptr) == 0)
            m_memory = memory;
        else
            ::munmap(memory, kSize);
    }
    ~SignalStack()
    {
        if (m_memory == nullptr)
            return;
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        none.ss_size = kSize; // some systems look at it nevertheless
        ::sigaltstack(&none, nullptr);
        ::munmap(m_memory, kSize);
    }
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;

  private:
    void* m_memory = nullptr;
};

} // namespace

void ensureSignalStack()
{
    static thread_local const SignalStack t_stack;
    static_cast<void>(t_stack);
}

} // namespace stellatune
