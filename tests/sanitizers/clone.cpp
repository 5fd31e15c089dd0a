// For the thread sanitizer, in tests that start processes through Qt. Qt's child shares our memory until it
// becomes another program. The sanitizer takes that for a fork, and from then on believes of the thread which
// started it that it is alone: it overlooks locks and reports races that are none. This definition comes
// before the sanitizer's, so that it does not notice.
#include <cstdarg>

#include <sched.h>
#include <sys/types.h>

extern "C" {

int __clone(int (*run)(void*), void* stack, int flags, void* argument, ...);

__attribute__((visibility("default"), no_sanitize("thread"))) int
clone(int (*run)(void*), void* stack, int flags, void* argument, ...) noexcept
{
    va_list more;
    va_start(more, argument);
    auto* const parentId = va_arg(more, pid_t*);
    auto* const storage = va_arg(more, void*);
    auto* const childId = va_arg(more, pid_t*);
    va_end(more);
    return __clone(run, stack, flags, argument, parentId, storage, childId);
}

} // extern "C"
