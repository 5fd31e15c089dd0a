#include "app/cli/atomic_file.h"

#include <cerrno>
#include <fstream>
#include <random>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

namespace fs = std::filesystem;

Error cannotWrite(const fs::path& path, const std::string& why)
{
    const auto name = path.u8string();
    return {ErrorCode::Io, "cli",
            fmt::format("{}: cannot be written: {}", std::string(name.begin(), name.end()), why)};
}

} // namespace

Result<void> writeFileAtomically(const fs::path& path, std::string_view text)
{
    fs::path temporary = path;
    temporary += fmt::format(".{:08x}.tmp", std::random_device{}());
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    if (!file)
        return cannotWrite(path, std::error_code(errno, std::generic_category()).message());
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    std::error_code failure;
    if (!file)
        failure = std::make_error_code(std::errc::no_space_on_device);
    else
        fs::rename(temporary, path, failure);
    if (failure) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        return cannotWrite(path, failure.message());
    }
    return {};
}

} // namespace stellatune::cli
