#include "pluginhost/runtime/plugin_code.h"

namespace stellatune {

std::vector<CodeRange> codeBelow(const std::filesystem::path&)
{
    return {};
}

} // namespace stellatune
