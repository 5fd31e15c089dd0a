// Linux: reads /proc.
#include "tests/stress/process_state.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <malloc.h>
#include <unistd.h>

namespace stellatune::testing {

namespace {

size_t entriesIn(const char* folder)
{
    namespace fs = std::filesystem;
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

ProcessState processState()
{
    ::malloc_trim(0);
    size_t total = 0;
    size_t resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return {entriesIn("/proc/self/fd"), entriesIn("/proc/self/task"),
            resident * static_cast<size_t>(::sysconf(_SC_PAGESIZE))};
}

} // namespace stellatune::testing
