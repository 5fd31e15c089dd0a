#include "pluginhost/base/file_error.h"

#include <fmt/format.h>

namespace stellatune {

namespace {

ErrorCode codeOf(std::error_code cause)
{
    if (cause == std::errc::no_such_file_or_directory || cause == std::errc::not_a_directory)
        return ErrorCode::NotFound;
    if (cause == std::errc::permission_denied || cause == std::errc::operation_not_permitted ||
        cause == std::errc::read_only_file_system)
        return ErrorCode::PermissionDenied;
    if (cause == std::errc::no_space_on_device)
        return ErrorCode::NoSpace;
    if (cause == std::errc::device_or_resource_busy || cause == std::errc::text_file_busy)
        return ErrorCode::Busy;
    return ErrorCode::Io;
}

/// What the user can do; empty when there is nothing to say.
std::string_view remedyOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NoSpace:
        return ": make room on that disk";
    case ErrorCode::PermissionDenied:
        return ": see to it that you may do that there";
    case ErrorCode::Busy:
        return ": end the program that uses it";
    default:
        return "";
    }
}

} // namespace

std::string inUtf8(const std::filesystem::path& path)
{
    const auto name = path.u8string();
    return {name.begin(), name.end()};
}

Error fileError(const std::filesystem::path& path, std::string_view action, std::error_code cause)
{
    const ErrorCode code = codeOf(cause);
    return {code, "files",
            fmt::format("{}: cannot be {}: {}{}", inUtf8(path), action, cause.message(), remedyOf(code))};
}

} // namespace stellatune
