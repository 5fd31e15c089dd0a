#include "pluginhost/check/call_board.h"

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include <sys/mman.h>

namespace stellatune {

CallBoard* CallBoard::create()
{
    void* memory =
        ::mmap(nullptr, sizeof(CallBoard), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::system_error(errno, std::generic_category(), "mmap");
    return new (memory) CallBoard;
}

void CallBoard::destroy()
{
    ::munmap(this, sizeof(CallBoard));
}

void CallBoard::copy(Text& to, std::string_view text)
{
    const size_t size = std::min(text.size(), to.size() - 1);
    std::copy_n(text.begin(), size, to.begin());
    to[size] = '\0';
}

void CallBoard::beginStep(uint32_t step)
{
    m_step.store(step, std::memory_order_release);
    endCall();
}

void CallBoard::beginCall(std::string_view where, std::string_view function, std::string_view detail)
{
    copy(m_where, where);
    copy(m_function, function);
    copy(m_detail, detail);
    m_progress.fetch_add(1, std::memory_order_acq_rel);
}

void CallBoard::endCall()
{
    m_function[0] = '\0';
    m_progress.fetch_add(1, std::memory_order_acq_rel);
}

CallBoard::Call CallBoard::call() const
{
    return {m_where.data(), m_function.data(), m_detail.data()};
}

} // namespace stellatune
