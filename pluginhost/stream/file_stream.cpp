#include "pluginhost/stream/file_stream.h"

#include "pluginhost/base/file_error.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "stream.file";

Error error(ErrorCode code, const std::filesystem::path& path, std::string_view what)
{
    return {code, kDomain, fmt::format("\"{}\" {}.", inUtf8(path), what)};
}

} // namespace

Result<std::unique_ptr<ByteStream>> FileStream::open(const std::filesystem::path& path)
{
    std::error_code failure;
    const std::filesystem::file_status status = std::filesystem::status(path, failure);
    if (!std::filesystem::exists(status))
        return failure == std::errc::permission_denied
                   ? error(ErrorCode::PermissionDenied, path, "may not be read")
                   : error(ErrorCode::NotFound, path, "is not there");
    if (!std::filesystem::is_regular_file(status))
        return error(ErrorCode::Unsupported, path, "is not a regular file");
    const uint64_t size = std::filesystem::file_size(path, failure);
    if (failure)
        return error(ErrorCode::Io, path, "does not tell its size: " + failure.message());

    auto stream = std::unique_ptr<FileStream>(new FileStream(path, size));
    // Decoders buffer for themselves.
    stream->m_file.pubsetbuf(nullptr, 0);
    if (stream->m_file.open(path, std::ios::in | std::ios::binary) == nullptr)
        return error(errno == EACCES ? ErrorCode::PermissionDenied : ErrorCode::Io, path, "cannot be opened");
    return std::unique_ptr<ByteStream>(std::move(stream));
}

Result<size_t> FileStream::read(std::span<std::byte> bytes)
{
    if (m_interrupted.load(std::memory_order_relaxed))
        return Error{ErrorCode::Cancelled, kDomain, "Reading was interrupted."};
    errno = 0;
    std::streamsize read = 0;
    try {
        read =
            m_file.sgetn(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    } catch (const std::ios_base::failure&) {
        // So some libraries say that the disk failed, and others by errno alone.
        read = -1;
    }
    if (read < 0 || (read == 0 && errno != 0))
        return error(ErrorCode::Io, m_path,
                     "cannot be read: " + std::generic_category().message(errno != 0 ? errno : EIO));
    m_position += static_cast<uint64_t>(read);
    return static_cast<size_t>(read);
}

Result<void> FileStream::seek(uint64_t offset)
{
    if (m_interrupted.load(std::memory_order_relaxed))
        return Error{ErrorCode::Cancelled, kDomain, "Reading was interrupted."};
    const uint64_t target = std::min(offset, m_size);
    if (m_file.pubseekpos(static_cast<std::streamoff>(target), std::ios::in) == std::streampos(-1))
        return error(ErrorCode::Io, m_path, "cannot be read at another place");
    m_position = target;
    return {};
}

} // namespace stellatune
