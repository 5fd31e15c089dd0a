#include "pluginhost/module/library_file.h"

#if defined(__linux__)
#include "pluginhost/base/file_error.h"
#include "pluginhost/module/elf_image.h"
#endif

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace stellatune {
namespace {

enum class FileKind { Linux, Windows, Mac, Package, Text, Unknown };

#if defined(_WIN32)
constexpr FileKind kNativeKind = FileKind::Windows;
#elif defined(__APPLE__)
constexpr FileKind kNativeKind = FileKind::Mac;
#else
constexpr FileKind kNativeKind = FileKind::Linux;
#endif

FileKind kindOf(std::string_view start)
{
    for (const std::string_view magic :
         {std::string_view("\xcf\xfa\xed\xfe"), std::string_view("\xce\xfa\xed\xfe"),
          std::string_view("\xca\xfe\xba\xbe")}) {
        if (start.substr(0, magic.size()) == magic)
            return FileKind::Mac;
    }
    if (start.substr(0, 4) == "\x7f"
                              "ELF")
        return FileKind::Linux;
    if (start.substr(0, 2) == "MZ")
        return FileKind::Windows;
    if (start.substr(0, 4) == "PK\x03\x04")
        return FileKind::Package;
    const bool isText = std::all_of(start.begin(), start.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
    });
    return isText ? FileKind::Text : FileKind::Unknown;
}

std::string_view complaintAbout(FileKind kind)
{
    switch (kind) {
    case FileKind::Linux:
        return "is a library for Linux: install the plugin's package for this system";
    case FileKind::Windows:
        return "is a library for Windows: install the plugin's package for this system";
    case FileKind::Mac:
        return "is a library for macOS: install the plugin's package for this system";
    case FileKind::Package:
        return "is a package, not a library: install it instead of loading it";
    case FileKind::Text:
        return "is a text file, not a library";
    case FileKind::Unknown:
        break;
    }
    return "is not a library";
}

Error failure(ErrorCode code, const std::filesystem::path& path, std::string_view complaint)
{
    return {code, "module", inUtf8(path.filename()) + " " + std::string(complaint)};
}

} // namespace

Result<void> checkLibraryFile(const std::filesystem::path& path)
{
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return Error{ErrorCode::NotFound, "module", "There is no file " + inUtf8(path)};
    if (std::filesystem::is_directory(status))
        return failure(ErrorCode::Corrupt, path, "is a folder, not a library");
    if (!std::filesystem::is_regular_file(status))
        return failure(ErrorCode::Corrupt, path,
                       "is a pipe or a device, not a library: name the plugin's file");

    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return failure(ErrorCode::PermissionDenied, path, "cannot be read: check who may read it");
    std::array<char, 64> start{};
    stream.read(start.data(), start.size());
    const std::string_view read(start.data(), static_cast<size_t>(stream.gcount()));
    if (read.empty())
        return failure(ErrorCode::Corrupt, path, "is empty: install the plugin again");
    const FileKind kind = kindOf(read);
    if (kind != kNativeKind) {
        const bool isForOtherSystem =
            kind == FileKind::Linux || kind == FileKind::Windows || kind == FileKind::Mac;
        return failure(isForOtherSystem ? ErrorCode::Unsupported : ErrorCode::Corrupt, path,
                       complaintAbout(kind));
    }
#if defined(__linux__)
    const Result<ElfImage> image = readElf(path);
    if (!image)
        return failure(image.error().code, path, image.error().message);
    if (!image->isSharedLibrary)
        return failure(ErrorCode::Corrupt, path, "is a program or an object file, not a library");
#endif
    return {};
}

} // namespace stellatune
