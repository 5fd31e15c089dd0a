#include "pluginhost/package/package_reader.h"

#include "pluginhost/package/package_path.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace stellatune {
namespace {

constexpr const char* kDomain = "package";
constexpr uint64_t kMostBytes = 512ULL << 20; ///< of all files together, unpacked
constexpr uint32_t kMostEntries = 10'000;

struct CloseArchive {
    void operator()(archive* reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<archive, CloseArchive>;

class Unpacking {
  public:
    Unpacking(const std::filesystem::path& package, const std::filesystem::path& folder)
        : m_name(package.filename().string()), m_folder(folder)
    {}

    Result<void> run(archive* reader)
    {
        archive_entry* entry = nullptr;
        for (uint32_t count = 0;; ++count) {
            const int status = archive_read_next_header(reader, &entry);
            if (status == ARCHIVE_EOF)
                return count == 0 ? Result<void>(refusal("is empty")) : Result<void>();
            if (status != ARCHIVE_OK)
                return refusal(fmt::format("is damaged: {}", words(reader)));
            if (count >= kMostEntries)
                return refusal(fmt::format("holds more than {} files", kMostEntries));
            if (Result<void> done = unpack(reader, entry); !done)
                return done;
        }
    }

  private:
    Error refusal(const std::string& complaint, ErrorCode code = ErrorCode::Corrupt) const
    {
        return {code, kDomain, m_name + " " + complaint};
    }

    static std::string words(archive* reader)
    {
        const char* text = archive_error_string(reader);
        return text != nullptr ? text : "no reason is known";
    }

    Result<void> unpack(archive* reader, archive_entry* entry)
    {
        const char* text = archive_entry_pathname_utf8(entry);
        std::string name = text != nullptr ? text : "";
        if (name.size() > 1 && name.back() == '/') // how zip files mark folders
            name.pop_back();
        if (const std::string fault = faultOfPackagePath(name); !fault.empty())
            return refusal(fmt::format("holds the name \"{}\", which {}", name, fault));
        if (archive_entry_is_encrypted(entry) != 0)
            return refusal("is encrypted");
        // Zip files say what is a link in the same field as what is a file.
        const auto type = archive_entry_filetype(entry);
        if (archive_entry_symlink(entry) != nullptr || archive_entry_hardlink(entry) != nullptr ||
            (type != AE_IFREG && type != AE_IFDIR))
            return refusal(fmt::format("holds \"{}\", which is neither a file nor a folder", name));

        const std::filesystem::path target = m_folder / name;
        std::error_code error;
        if (type == AE_IFDIR) {
            std::filesystem::create_directories(target, error);
            return error ? Result<void>(writeFailure(target, error)) : Result<void>();
        }
        std::filesystem::create_directories(target.parent_path(), error);
        if (error)
            return writeFailure(target, error);
        if (std::filesystem::exists(target, error))
            return refusal(fmt::format("holds \"{}\" twice", name));
        return writeFile(reader, target);
    }

    Result<void> writeFile(archive* reader, const std::filesystem::path& target)
    {
        std::ofstream file(target, std::ios::binary);
        std::array<char, 65536> buffer;
        for (;;) {
            const la_ssize_t count = archive_read_data(reader, buffer.data(), buffer.size());
            if (count < 0)
                return refusal(fmt::format("is damaged: {}", words(reader)));
            if (count == 0)
                break;
            m_bytes += static_cast<uint64_t>(count);
            if (m_bytes > kMostBytes)
                return refusal(fmt::format("unpacks to more than {} MiB", kMostBytes >> 20));
            file.write(buffer.data(), static_cast<std::streamsize>(count));
        }
        file.close();
        if (!file)
            return writeFailure(target, std::make_error_code(std::errc::io_error));
        return {};
    }

    Error writeFailure(const std::filesystem::path& target, const std::error_code& error) const
    {
        const bool isFull = error == std::errc::no_space_on_device;
        return refusal(fmt::format("cannot be unpacked: {}: {}", target.string(), error.message()),
                       isFull ? ErrorCode::NoSpace : ErrorCode::Io);
    }

    const std::string m_name;
    const std::filesystem::path& m_folder;
    uint64_t m_bytes = 0; ///< unpacked so far
};

} // namespace

Result<void> unpackPackage(const std::filesystem::path& package, const std::filesystem::path& folder)
{
    std::error_code error;
    if (!std::filesystem::exists(package, error))
        return Error{ErrorCode::NotFound, kDomain, fmt::format("There is no file {}", package.string())};
    const ArchiveReader reader(archive_read_new());
    archive_read_support_format_zip(reader.get());
    if (archive_read_open_filename(reader.get(), package.c_str(), 65536) != ARCHIVE_OK) {
        return Error{ErrorCode::Corrupt, kDomain,
                     fmt::format("{} is no package: a package is a zip file", package.filename().string())};
    }
    return Unpacking(package, folder).run(reader.get());
}

} // namespace stellatune
