#include "pluginhost/check/forbidden_calls.h"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

namespace stellatune {
namespace {

// Plain data in the program's own thread-local block: touching it neither allocates nor locks.
thread_local bool t_inside = false;
thread_local ForbiddenCalls t_calls;

void countAllocation()
{
    if (t_inside)
        ++t_calls.allocations;
}

void countLock()
{
    if (t_inside)
        ++t_calls.locks;
}

void countFile()
{
    if (t_inside)
        ++t_calls.files;
}

/// The C library's own function behind the one replaced here. Old binaries get old pthread_cond_t functions
/// under the same names, so the newer version is asked for first.
template <typename Function>
Function* realFunction(const char* name)
{
    const bool wasInside =
        std::exchange(t_inside, false); // looking for it may allocate, and is not the plugin's
    void* symbol = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
    if (symbol == nullptr)
        symbol = dlsym(RTLD_NEXT, name);
    if (symbol == nullptr)
        std::abort();
    t_inside = wasInside;
    return reinterpret_cast<Function*>(symbol);
}

} // namespace

RealTimeScope::RealTimeScope()
{
    t_calls = {};
    t_inside = true;
}

RealTimeScope::~RealTimeScope()
{
    t_inside = false;
}

ForbiddenCalls RealTimeScope::calls() const
{
    return t_calls;
}

} // namespace stellatune

// ---- replacements ---------------------------------------------------------------------------------------------------

#define EXPORTED __attribute__((visibility("default")))

extern "C" {

// glibc exports its allocator under these names too, for programs that wrap it.
void* __libc_malloc(size_t size);
void __libc_free(void* block);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

EXPORTED void* malloc(size_t size)
{
    stellatune::countAllocation();
    return __libc_malloc(size);
}

EXPORTED void free(void* block)
{
    stellatune::countAllocation();
    __libc_free(block);
}

EXPORTED void* calloc(size_t count, size_t size)
{
    stellatune::countAllocation();
    return __libc_calloc(count, size);
}

EXPORTED void* realloc(void* block, size_t size)
{
    stellatune::countAllocation();
    return __libc_realloc(block, size);
}

EXPORTED void* memalign(size_t alignment, size_t size)
{
    stellatune::countAllocation();
    return __libc_memalign(alignment, size);
}

EXPORTED void* aligned_alloc(size_t alignment, size_t size)
{
    stellatune::countAllocation();
    return __libc_memalign(alignment, size);
}

EXPORTED int posix_memalign(void** block, size_t alignment, size_t size)
{
    stellatune::countAllocation();
    *block = __libc_memalign(alignment, size);
    return *block != nullptr ? 0 : ENOMEM;
}

#define REPLACE_LOCK(name, parameters, arguments)                                                            \
    EXPORTED int name parameters noexcept                                                                    \
    {                                                                                                        \
        static int(*const real) parameters = stellatune::realFunction<int parameters>(#name);                \
        stellatune::countLock();                                                                             \
        return real arguments;                                                                               \
    }

REPLACE_LOCK(pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
REPLACE_LOCK(pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
REPLACE_LOCK(pthread_mutex_timedlock, (pthread_mutex_t * mutex, const timespec* time), (mutex, time))
REPLACE_LOCK(pthread_mutex_clocklock, (pthread_mutex_t * mutex, clockid_t clock, const timespec* time),
             (mutex, clock, time))
REPLACE_LOCK(pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
REPLACE_LOCK(pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
REPLACE_LOCK(pthread_rwlock_tryrdlock, (pthread_rwlock_t * lock), (lock))
REPLACE_LOCK(pthread_rwlock_trywrlock, (pthread_rwlock_t * lock), (lock))
REPLACE_LOCK(pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
REPLACE_LOCK(pthread_cond_signal, (pthread_cond_t * condition), (condition))
REPLACE_LOCK(pthread_cond_broadcast, (pthread_cond_t * condition), (condition))
REPLACE_LOCK(sem_post, (sem_t * semaphore), (semaphore))
REPLACE_LOCK(sem_trywait, (sem_t * semaphore), (semaphore))
REPLACE_LOCK(sched_yield, (), ())

#undef REPLACE_LOCK

// Those that wait are cancellation points, which must be able to unwind.
#define REPLACE_WAIT(name, parameters, arguments)                                                            \
    EXPORTED int name parameters                                                                             \
    {                                                                                                        \
        static int(*const real) parameters = stellatune::realFunction<int parameters>(#name);                \
        stellatune::countLock();                                                                             \
        return real arguments;                                                                               \
    }

REPLACE_WAIT(pthread_cond_wait, (pthread_cond_t * condition, pthread_mutex_t* mutex), (condition, mutex))
REPLACE_WAIT(pthread_cond_timedwait,
             (pthread_cond_t * condition, pthread_mutex_t* mutex, const timespec* time),
             (condition, mutex, time))
REPLACE_WAIT(pthread_cond_clockwait,
             (pthread_cond_t * condition, pthread_mutex_t* mutex, clockid_t clock, const timespec* time),
             (condition, mutex, clock, time))
REPLACE_WAIT(sem_wait, (sem_t * semaphore), (semaphore))
REPLACE_WAIT(sem_timedwait, (sem_t * semaphore, const timespec* time), (semaphore, time))
REPLACE_WAIT(nanosleep, (const timespec* time, timespec* left), (time, left))
REPLACE_WAIT(clock_nanosleep, (clockid_t clock, int flags, const timespec* time, timespec* left),
             (clock, flags, time, left))

#undef REPLACE_WAIT

#define REPLACE_FILE(result, name, parameters, arguments)                                                    \
    EXPORTED result name parameters                                                                          \
    {                                                                                                        \
        static result(*const real) parameters = stellatune::realFunction<result parameters>(#name);          \
        stellatune::countFile();                                                                             \
        return real arguments;                                                                               \
    }

REPLACE_FILE(ssize_t, read, (int file, void* data, size_t size), (file, data, size))
REPLACE_FILE(ssize_t, write, (int file, const void* data, size_t size), (file, data, size))
REPLACE_FILE(int, poll, (pollfd * files, nfds_t count, int timeout), (files, count, timeout))
REPLACE_FILE(ssize_t, send, (int socket, const void* data, size_t size, int flags),
             (socket, data, size, flags))
REPLACE_FILE(ssize_t, recv, (int socket, void* data, size_t size, int flags), (socket, data, size, flags))

#undef REPLACE_FILE

// The mode is there only with some flags; handed on when it is not, nobody looks at it.
#define REPLACE_OPEN(name)                                                                                   \
    EXPORTED int name(const char* path, int flags, ...)                                                      \
    {                                                                                                        \
        using Open = int(const char*, int, ...);                                                             \
        static Open* const real = stellatune::realFunction<Open>(#name);                                     \
        stellatune::countFile();                                                                             \
        __builtin_va_list list;                                                                              \
        __builtin_va_start(list, flags);                                                                     \
        const auto mode = __builtin_va_arg(list, mode_t);                                                    \
        __builtin_va_end(list);                                                                              \
        return real(path, flags, mode);                                                                      \
    }

REPLACE_OPEN(open)
REPLACE_OPEN(open64)

#undef REPLACE_OPEN

// std::atomic's wait and notify come here with the number of futex.
EXPORTED long syscall(long number, ...) noexcept
{
    using Syscall = long(long, long, long, long, long, long, long);
    static Syscall* const real = stellatune::realFunction<Syscall>("syscall");
    stellatune::countLock();
    __builtin_va_list list;
    __builtin_va_start(list, number);
    long arguments[6];
    for (long& argument : arguments)
        argument = __builtin_va_arg(list, long);
    __builtin_va_end(list);
    return real(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

} // extern "C"
