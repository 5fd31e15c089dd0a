#include "pluginhost/base/small_file.h"

#include "pluginhost/base/file_error.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace stellatune {

Result<std::string> readSmallFile(const std::filesystem::path& path, size_t most)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return fileError(path, "read", {errno, std::generic_category()});
    std::string text;
    std::array<char, 4096> block;
    while (stream) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block.data(), static_cast<size_t>(stream.gcount()));
        if (text.size() > most)
            return Error{ErrorCode::Corrupt, "files",
                         fmt::format("{}: is longer than {} bytes", inUtf8(path), most)};
    }
    if (!stream.eof()) {
        std::error_code ignored;
        const bool isFolder = std::filesystem::is_directory(path, ignored); // which some systems open
        return fileError(path, "read",
                         std::make_error_code(isFolder ? std::errc::is_a_directory : std::errc::io_error));
    }
    return text;
}

} // namespace stellatune
