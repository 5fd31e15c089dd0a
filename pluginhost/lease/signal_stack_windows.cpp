#include "pluginhost/lease/signal_stack.h"

#include <windows.h>

namespace stellatune {

void ensureSignalStack()
{
    // Handlers run on the stack that is used up; this keeps some of it back for them.
    static thread_local const bool t_done = [] {
        ULONG size = 64u << 10;
        return SetThreadStackGuarantee(&size) != 0;
    }();
    static_cast<void>(t_done);
}

} // namespace stellatune
