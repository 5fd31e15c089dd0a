#include "pluginhost/base/atomic_file.h"

#include "pluginhost/base/durable_files.h"
#include "pluginhost/base/file_error.h"

#include <cerrno>
#include <fstream>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".tmp";
constexpr size_t kDigits = 8;

/// "desired.json.0a1b2c3d.tmp" for "desired.json".
bool isTemporaryOf(std::string_view name, std::string_view fileName)
{
    if (name.size() != fileName.size() + 1 + kDigits + kEnding.size() ||
        name.substr(0, fileName.size()) != fileName || name[fileName.size()] != '.' ||
        name.substr(name.size() - kEnding.size()) != kEnding)
        return false;
    const std::string_view digits = name.substr(fileName.size() + 1, kDigits);
    return digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Errors name `path`, which is what the user knows.
Result<void> writeWhole(const fs::path& temporary, const fs::path& path, std::string_view text)
{
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    if (!file)
        return fileError(path, "written", {errno, std::generic_category()});
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file)
        return fileError(path, "written", std::make_error_code(std::errc::no_space_on_device));
    return syncFile(temporary);
}

} // namespace

Result<void> writeFileAtomically(const fs::path& path, std::string_view text)
{
    fs::path temporary = path;
    temporary += fmt::format(".{:08x}{}", std::random_device{}(), kEnding);
    Result<void> written = writeWhole(temporary, path, text);
    if (written) {
        std::error_code error;
        fs::rename(temporary, path, error);
        if (!error)
            return written;
        written = fileError(path, "written", error);
    }
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return written;
}

void removeTemporariesOf(const fs::path& path)
{
    std::error_code error;
    std::vector<fs::path> found;
    fs::directory_iterator entry(path.parent_path(), error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        if (isTemporaryOf(inUtf8(entry->path().filename()), inUtf8(path.filename())))
            found.push_back(entry->path());
    }
    for (const fs::path& temporary : found) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
    }
}

} // namespace stellatune
