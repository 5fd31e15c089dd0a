#include "engine/decode/file_extension.h"

#include <algorithm>

namespace stellatune {

std::string fileExtension(const std::filesystem::path& path)
{
    const auto extension = path.extension().u8string();
    if (extension.size() < 2)
        return {};
    std::string lower(extension.begin() + 1, extension.end());
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

} // namespace stellatune
