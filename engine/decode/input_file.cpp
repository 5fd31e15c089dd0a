#include "engine/decode/input_file.h"

#include "engine/decode/file_extension.h"
#include "pluginhost/base/file_error.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#ifdef _WIN32
#include <io.h>
#else
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "decode.file";
/// Reads from the system; large enough that a minute of FLAC takes about a hundred.
constexpr size_t kBufferBytes = size_t{64} * 1024;

std::string quoted(const fs::path& path)
{
    return fmt::format("\"{}\"", inUtf8(path.filename().empty() ? path : path.filename()));
}

Error openFailure(const std::string& name, const std::error_code& cause)
{
    if (cause == std::errc::no_such_file_or_directory || cause == std::errc::not_a_directory)
        return {ErrorCode::NotFound, kDomain, fmt::format("{} was not found.", name)};
    if (cause == std::errc::permission_denied || cause == std::errc::operation_not_permitted)
        return {ErrorCode::PermissionDenied, kDomain,
                fmt::format("You have no permission to read {}.", name)};
    return {ErrorCode::Io, kDomain, fmt::format("{} cannot be opened: {}.", name, cause.message())};
}

Error notRegular(const std::string& name, bool isFolder)
{
    return {ErrorCode::InvalidArgument, kDomain,
            isFolder ? fmt::format("{} is a folder, not an audio file.", name)
                     : fmt::format("{} is not a regular file.", name)};
}

#ifdef _WIN32

Result<std::FILE*> openRegular(const fs::path& path, const std::string& name, uint64_t& size)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        return openFailure(name, error ? error : std::make_error_code(std::errc::no_such_file_or_directory));
    if (!fs::is_regular_file(status))
        return notRegular(name, fs::is_directory(status));
    std::FILE* file = _wfopen(path.c_str(), L"rbN");
    if (file == nullptr)
        return openFailure(name, {errno, std::generic_category()});
    size = static_cast<uint64_t>(_filelengthi64(_fileno(file)));
    return file;
}

int seekTo(std::FILE* file, uint64_t offset)
{
    return _fseeki64(file, static_cast<int64_t>(offset), SEEK_SET);
}

#else

Result<std::FILE*> openRegular(const fs::path& path, const std::string& name, uint64_t& size)
{
    // O_NONBLOCK: opening a fifo that nobody writes to would wait. What was opened is what is judged, so
    // there is no moment between a check and the opening. It means nothing for a regular file.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        if (errno == ENXIO || errno == ENODEV)
            return notRegular(name, false);
        return openFailure(name, {errno, std::generic_category()});
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return notRegular(name, S_ISDIR(status.st_mode));
    }
    std::FILE* file = ::fdopen(descriptor, "rb");
    if (file == nullptr) {
        const std::error_code cause(errno, std::generic_category());
        ::close(descriptor);
        return openFailure(name, cause);
    }
    size = static_cast<uint64_t>(status.st_size);
    return file;
}

int seekTo(std::FILE* file, uint64_t offset)
{
    return ::fseeko(file, static_cast<off_t>(offset), SEEK_SET);
}

#endif

} // namespace

Result<InputFile> InputFile::open(const fs::path& path)
{
    InputFile input;
    input.m_quotedName = quoted(path);
    input.m_extension = fileExtension(path);
    Result<std::FILE*> file = openRegular(path, input.m_quotedName, input.m_size);
    if (!file)
        return file.error();
    input.m_file.reset(*file);
    std::setvbuf(input.m_file.get(), nullptr, _IOFBF, kBufferBytes);
    return input;
}

void InputFile::hideStart(uint64_t bytes)
{
    m_origin = std::min(m_size, m_origin + bytes);
    m_position = UINT64_MAX; // moved with the origin: seek for real
    seek(0);
}

bool InputFile::seek(uint64_t position)
{
    if (position == m_position)
        return true;
    if (position > static_cast<uint64_t>(INT64_MAX) - m_origin ||
        seekTo(m_file.get(), m_origin + position) != 0)
        return false;
    m_position = position;
    return true;
}

size_t InputFile::read(void* bytes, size_t count)
{
    const size_t got = std::fread(bytes, 1, count, m_file.get());
    m_position += got;
    if (got < count) {
        m_failed = m_failed || std::ferror(m_file.get()) != 0;
        std::clearerr(m_file.get());
    }
    return got;
}

size_t InputFile::readAt(uint64_t position, std::span<unsigned char> bytes)
{
    return seek(position) ? read(bytes.data(), bytes.size()) : 0;
}

} // namespace stellatune
