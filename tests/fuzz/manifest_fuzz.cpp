// Any bytes as a manifest. What is taken must come back the same from its own text.
#include "pluginhost/package/manifest.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace stellatune;
    const Result<Manifest> manifest = manifestFromJson({reinterpret_cast<const char*>(data), size});
    if (!manifest)
        return 0;
    const Result<Manifest> again = manifestFromJson(toJson(*manifest));
    if (!again || *again != *manifest)
        std::abort();
    return 0;
}
