// Any bytes as a package. Whether it is taken or refused, nothing may be written outside the folder, and a
// refused one leaves nothing.
#include "pluginhost/package/package_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <unistd.h>

namespace {

namespace fs = std::filesystem;

/// In memory where the system offers that; removed at the end.
class Workplace {
  public:
    Workplace()
    {
        std::error_code error;
        const fs::path memory = "/dev/shm";
        const fs::path parent = fs::is_directory(memory, error) ? memory : fs::temp_directory_path();
        path = parent / ("stellatune-fuzz-" + std::to_string(::getpid()));
        fs::create_directories(path);
    }
    ~Workplace()
    {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }

    fs::path path;
};

size_t entriesIn(const fs::path& folder)
{
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const Workplace kWorkplace;
    const fs::path package = kWorkplace.path / "fuzz.stplugin";
    const fs::path folder = kWorkplace.path / "unpacked";
    std::ofstream(package, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));

    const bool taken = stellatune::readPackage(package, folder).hasValue();
    if (entriesIn(kWorkplace.path) != (taken ? 2U : 1U))
        std::abort();
    // Past the manifest too.
    fs::remove_all(folder);
    fs::create_directory(folder);
    static_cast<void>(stellatune::unpackPackage(package, folder));
    if (entriesIn(kWorkplace.path) != 2)
        std::abort();
    fs::remove_all(folder);
    return 0;
}
