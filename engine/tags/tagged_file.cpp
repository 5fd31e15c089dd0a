#include "engine/tags/tagged_file.h"

#include "engine/tags/tag_text.h"
#include "pluginhost/base/file_error.h"

#include <cerrno>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <tfilestream.h>

namespace stellatune {

namespace {

namespace fs = std::filesystem;

constexpr const char* kDomain = "tags";

std::string quoted(const fs::path& path)
{
    return fmt::format("“{}”", inUtf8(path));
}

/// A file stream whose name can be withheld: TagLib judges by the name before it looks at the content.
class DiscreetStream : public TagLib::FileStream {
  public:
    explicit DiscreetStream(const fs::path& path) : FileStream(path.c_str(), true) {}

    TagLib::FileName name() const override
    {
        return m_named ? FileStream::name() : TagLib::FileName(kNoName);
    }
    void reveal() { m_named = true; }

  private:
#ifdef _WIN32
    static constexpr const wchar_t* kNoName = L"";
#else
    static constexpr const char* kNoName = "";
#endif
    bool m_named = false;
};

Result<void> checkRegularFile(const fs::path& path)
{
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (status.type() == fs::file_type::not_found)
        return Error{ErrorCode::NotFound, kDomain, fmt::format("{} does not exist", quoted(path))};
    if (failure == std::errc::permission_denied)
        return Error{ErrorCode::PermissionDenied, kDomain,
                     fmt::format("No permission to read {}", quoted(path))};
    if (failure)
        return Error{ErrorCode::Io, kDomain,
                     fmt::format("{} cannot be read: {}", quoted(path), failure.message())};
    if (status.type() == fs::file_type::directory)
        return Error{ErrorCode::Unsupported, kDomain, fmt::format("{} is a folder", quoted(path))};
    if (status.type() != fs::file_type::regular)
        return Error{ErrorCode::Unsupported, kDomain, fmt::format("{} is not a regular file", quoted(path))};
    return {};
}

} // namespace

TaggedFile::TaggedFile() = default;
TaggedFile::~TaggedFile() = default;
TaggedFile::TaggedFile(TaggedFile&&) noexcept = default;
TaggedFile& TaggedFile::operator=(TaggedFile&&) noexcept = default;

Result<TaggedFile> TaggedFile::open(const fs::path& path, bool withAudioProperties)
{
    if (const Result<void> regular = checkRegularFile(path); !regular)
        return regular.error();
    tagtext::installLatin1Reader();

    try {
        TaggedFile file;
        errno = 0;
        auto stream = std::make_unique<DiscreetStream>(path);
        if (!stream->isOpen()) {
            const bool denied = errno == EACCES || errno == EPERM;
            return Error{denied ? ErrorCode::PermissionDenied : ErrorCode::Io, kDomain,
                         denied ? fmt::format("No permission to read {}", quoted(path))
                                : fmt::format("{} cannot be opened", quoted(path))};
        }
        file.m_reference = std::make_unique<TagLib::FileRef>(stream.get(), withAudioProperties);
        if (file.m_reference->isNull()) {
            // Content that starts late, such as MP3 behind foreign bytes, is only found when the name
            // promises it.
            stream->reveal();
            file.m_reference = std::make_unique<TagLib::FileRef>(stream.get(), withAudioProperties);
        }
        file.m_stream = std::move(stream);
        return file;
    } catch (const std::exception& failure) {
        return Error{ErrorCode::Corrupt, kDomain,
                     fmt::format("The tags of {} cannot be read: {}", quoted(path), failure.what())};
    }
}

} // namespace stellatune
