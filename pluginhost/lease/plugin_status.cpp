#include "pluginhost/lease/plugin_status.h"

#include "pluginapi/abi/status.h"

#include <fmt/format.h>

namespace stellatune {

namespace {

struct Meaning {
    int32_t status;
    ErrorCode code;
    std::string_view words;
};

constexpr Meaning kMeanings[] = {
    {ST_ERR_INVALID_ARGUMENT, ErrorCode::InvalidArgument, "refuses what it was given"},
    {ST_ERR_UNSUPPORTED, ErrorCode::Unsupported, "does not support this"},
    {ST_ERR_NOT_FOUND, ErrorCode::NotFound, "did not find it"},
    {ST_ERR_IO, ErrorCode::Io, "could not read or write"},
    {ST_ERR_CORRUPT, ErrorCode::Corrupt, "found the data damaged"},
    {ST_ERR_CONFIG, ErrorCode::InvalidArgument, "refuses its configuration"},
    {ST_ERR_STATE, ErrorCode::Internal, "was called out of order"},
    {ST_ERR_BUSY, ErrorCode::Busy, "is busy"},
    {ST_ERR_CANCELLED, ErrorCode::Cancelled, "was cancelled"},
    {ST_ERR_TIMED_OUT, ErrorCode::TimedOut, "took too long"},
    {ST_ERR_NO_MEMORY, ErrorCode::Internal, "ran out of memory"},
    {ST_ERR_NO_SPACE, ErrorCode::NoSpace, "found the disk full"},
    {ST_ERR_PERMISSION, ErrorCode::PermissionDenied, "lacks the permission"},
    {ST_ERR_DEVICE_LOST, ErrorCode::DeviceLost, "lost its device"},
    {ST_ERR_EXCEPTION, ErrorCode::Internal, "failed unexpectedly"},
    {ST_ERR_INTERNAL, ErrorCode::Internal, "reports a fault of its own"},
    {ST_ERR_WRONG_THREAD, ErrorCode::WrongThread, "was called from a thread that does not own it"},
    {ST_ERR_NO_HANDLER, ErrorCode::NotFound, "got no answer, because nobody handles the request"},
    {ST_ERR_DROPPED, ErrorCode::Cancelled, "got no answer, because the request was dropped"},
};

const Meaning* meaningOf(int32_t status)
{
    for (const Meaning& meaning : kMeanings) {
        if (meaning.status == status)
            return &meaning;
    }
    return nullptr;
}

} // namespace

ErrorCode toErrorCode(int32_t status)
{
    const Meaning* meaning = meaningOf(status);
    return meaning != nullptr ? meaning->code : ErrorCode::Internal;
}

int32_t toStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return ST_ERR_INVALID_ARGUMENT;
    case ErrorCode::NotFound:
        return ST_ERR_NOT_FOUND;
    case ErrorCode::PermissionDenied:
        return ST_ERR_PERMISSION;
    case ErrorCode::Unsupported:
        return ST_ERR_UNSUPPORTED;
    case ErrorCode::Corrupt:
        return ST_ERR_CORRUPT;
    case ErrorCode::DeviceUnavailable:
    case ErrorCode::Busy:
        return ST_ERR_BUSY;
    case ErrorCode::DeviceLost:
        return ST_ERR_DEVICE_LOST;
    case ErrorCode::NoSpace:
        return ST_ERR_NO_SPACE;
    case ErrorCode::Io:
        return ST_ERR_IO;
    case ErrorCode::Cancelled:
        return ST_ERR_CANCELLED;
    case ErrorCode::TimedOut:
        return ST_ERR_TIMED_OUT;
    case ErrorCode::WrongThread:
        return ST_ERR_WRONG_THREAD;
    case ErrorCode::ConsentNeeded:
    case ErrorCode::Internal:
        break;
    }
    return ST_ERR_INTERNAL;
}

std::string_view describeStatus(int32_t status)
{
    const Meaning* meaning = meaningOf(status);
    return meaning != nullptr ? meaning->words : "answered with a status that does not exist";
}

Error pluginError(int32_t status, std::string_view where, std::string_view function, std::string_view words)
{
    if (!words.empty())
        return {toErrorCode(status), std::string(where), std::string(words)};
    return {toErrorCode(status), std::string(where),
            fmt::format("The plugin {} ({}, status {}).", describeStatus(status), function, status)};
}

} // namespace stellatune
