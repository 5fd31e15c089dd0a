// For the thread sanitizer, in tests that load and unload libraries from several threads. The system's loader
// does both under a lock of its own, which the sanitizer cannot see: when a library is mapped where another
// one was, what the two did there looks like a race. This makes the lock visible; as the loader's, it may be
// taken again by the constructors and destructors of a library. The list of libraries has a second lock,
// under which nothing is read but the list. A suppression would not do: to compare it with a race the
// sanitizer maps every library there is, for good, and so none could be seen to leave.
#include <mutex>

#include <dlfcn.h>
#include <link.h>

namespace {

std::recursive_mutex& loaderLock()
{
    static auto* const lock = new std::recursive_mutex; // also for what is unloaded at exit
    return *lock;
}

} // namespace

extern "C" {

void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);

// The linker puts each __wrap_ in the place of the function, which is called __real_ then.
void* __real_dlopen(const char* file, int mode);
void* __wrap_dlopen(const char* file, int mode)
{
    const std::lock_guard lock(loaderLock());
    return __real_dlopen(file, mode);
}

int __real_dlclose(void* library);
int __wrap_dlclose(void* library)
{
    const std::lock_guard lock(loaderLock());
    return __real_dlclose(library);
}

using Visit = int (*)(dl_phdr_info* library, size_t size, void* context);
int __real_dl_iterate_phdr(Visit visit, void* context);
int __wrap_dl_iterate_phdr(Visit visit, void* context)
{
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    const int answer = __real_dl_iterate_phdr(visit, context);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
    return answer;
}

} // extern "C"
