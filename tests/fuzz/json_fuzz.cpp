// Whatever the bytes: they are refused with a place within them, or understood and written back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "pluginapi/sdk/json.h"

using stellatune::sdk::Json;
using stellatune::sdk::JsonError;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Json json;
    try {
        json = Json::parse(text);
    } catch (const JsonError& error) {
        if (error.offset() > size)
            std::abort();
        return 0;
    }
    const std::string dump = json.dump();
    const Json again = Json::parse(dump);
    if (again != json || again.dump() != dump)
        std::abort();
    return 0;
}
