#include "engine/output/output_file.h"

#include "pluginhost/base/file_error.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "output.file";

// The one place where files are opened and positioned by what each system offers beyond 2 GB.
#ifdef _WIN32
std::FILE* openFile(const std::filesystem::path& path, bool mayExist)
{
    return _wfopen(path.c_str(), mayExist ? L"wb" : L"wbx");
}
int seekFile(std::FILE* file, int64_t offset)
{
    return _fseeki64(file, offset, SEEK_SET);
}
#else
std::FILE* openFile(const std::filesystem::path& path, bool mayExist)
{
    return std::fopen(path.c_str(), mayExist ? "wb" : "wbx");
}
int seekFile(std::FILE* file, int64_t offset)
{
    return fseeko(file, static_cast<off_t>(offset), SEEK_SET);
}
#endif

Error describe(const std::filesystem::path& path, int systemError)
{
    const std::string name = inUtf8(path);
    switch (systemError) {
    case ENOSPC:
#ifdef EDQUOT
    case EDQUOT:
#endif
        return {ErrorCode::NoSpace, kDomain,
                fmt::format("Cannot write '{}': the disk is full. Free some space, or choose another folder.",
                            name)};
    case EFBIG:
        return {ErrorCode::NoSpace, kDomain,
                fmt::format("Cannot write '{}': its file system does not store files this large.", name)};
    case ENOENT:
    case ENOTDIR:
        return {ErrorCode::NotFound, kDomain,
                fmt::format("Cannot write '{}': its folder does not exist.", name)};
    case EACCES:
    case EPERM:
        return {ErrorCode::PermissionDenied, kDomain,
                fmt::format("Cannot write '{}': you have no permission to write there.", name)};
    case EROFS:
        return {ErrorCode::PermissionDenied, kDomain,
                fmt::format("Cannot write '{}': the file system is read-only.", name)};
    default:
        return {ErrorCode::Io, kDomain,
                fmt::format("Cannot write '{}': {}.", name, std::generic_category().message(systemError))};
    }
}

} // namespace

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::filesystem::path& path)
{
    std::error_code ignored;
    const auto type = std::filesystem::status(path, ignored).type();
    if (type == std::filesystem::file_type::directory)
        return Error{ErrorCode::InvalidArgument, kDomain,
                     fmt::format("Cannot write '{}': it is a folder.", inUtf8(path))};
    if (type == std::filesystem::file_type::fifo || type == std::filesystem::file_type::socket)
        return Error{
            ErrorCode::InvalidArgument, kDomain,
            fmt::format("Cannot write '{}': it is a pipe, and the header is written last.", inUtf8(path))};

    bool createdHere = true;
    std::FILE* file = openFile(path, false);
    if (file == nullptr && errno == EEXIST) {
        createdHere = false;
        file = openFile(path, true);
    }
    if (file == nullptr)
        return describe(path, errno);
    std::setvbuf(file, nullptr, _IONBF, 0);
    return std::unique_ptr<OutputFile>(new OutputFile(path, file, createdHere));
}

OutputFile::OutputFile(std::filesystem::path path, std::FILE* file, bool createdHere)
    : m_path(std::move(path)), m_createdHere(createdHere), m_file(file)
{}

int64_t OutputFile::write(const void* data, int64_t bytes)
{
    const size_t written = std::fwrite(data, 1, static_cast<size_t>(bytes), m_file.get());
    if (written < static_cast<size_t>(bytes))
        noteFailure(errno);
    m_position += static_cast<int64_t>(written);
    m_length = std::max(m_length, m_position);
    return static_cast<int64_t>(written);
}

int64_t OutputFile::seek(int64_t offset, int whence)
{
    const int64_t base = whence == SEEK_CUR ? m_position : whence == SEEK_END ? m_length : 0;
    if (seekFile(m_file.get(), base + offset) != 0) {
        noteFailure(errno);
        return -1;
    }
    m_position = base + offset;
    return m_position;
}

std::optional<Error> OutputFile::failure() const
{
    if (m_systemError == 0)
        return std::nullopt;
    return describe(m_path, m_systemError);
}

bool OutputFile::close()
{
    if (m_file && std::fclose(m_file.release()) != 0)
        noteFailure(errno);
    return m_systemError == 0;
}

void OutputFile::discard()
{
    m_file.reset();
    std::error_code ignored;
    if (m_createdHere)
        std::filesystem::remove(m_path, ignored);
}

void OutputFile::noteFailure(int systemError)
{
    if (m_systemError == 0)
        m_systemError = systemError;
}

} // namespace stellatune
