#include "pluginhost/package/package_reader.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/base/small_file.h"
#include "pluginhost/module/library_file.h"
#include "pluginhost/package/package_path.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kRemedy = "Ask its author for a package made by stellatune_add_plugin()";
constexpr size_t kBlock = 64 * 1024; ///< bytes

Error refused(const fs::path& package, std::string_view why)
{
    return {ErrorCode::Corrupt, "plugins.package", fmt::format("{} {}", inUtf8(package.filename()), why)};
}

/// `error`, led by the package's name.
Error about(const fs::path& package, const Error& error)
{
    return {error.code, "plugins.package", fmt::format("{}: {}", inUtf8(package.filename()), error.message)};
}

struct ArchiveCloser {
    void operator()(archive* opened) const { archive_read_free(opened); }
};
using Archive = std::unique_ptr<archive, ArchiveCloser>;

/// As systems see it that do not tell case apart. Names are ASCII.
std::string inLowerCase(std::string_view name)
{
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

/// A folder that goes again unless it is kept.
class FreshFolder {
  public:
    explicit FreshFolder(fs::path path) : m_path(std::move(path)) {}
    ~FreshFolder()
    {
        std::error_code ignored;
        if (m_isMade && !m_isKept)
            fs::remove_all(m_path, ignored);
    }
    FreshFolder(const FreshFolder&) = delete;
    FreshFolder& operator=(const FreshFolder&) = delete;

    Result<void> make()
    {
        std::error_code error;
        m_isMade = fs::create_directory(m_path, error);
        if (!m_isMade)
            return fileError(m_path, "made", error ? error : std::make_error_code(std::errc::file_exists));
        return {};
    }
    void keep() { m_isKept = true; }

  private:
    const fs::path m_path;
    bool m_isMade = false;
    bool m_isKept = false;
};

/// The names in a package, of which no two may be the same file on any system.
class PackageNames {
  public:
    /// Why `path` may not be there beside the others; empty when it may.
    std::string add(std::string_view path, bool isFolder)
    {
        for (size_t slash = path.find('/'); slash != std::string_view::npos;
             slash = path.find('/', slash + 1)) {
            if (std::string fault = addOne(path.substr(0, slash), true); !fault.empty())
                return fault;
        }
        return addOne(path, isFolder);
    }

  private:
    struct Known {
        std::string path;
        bool isFolder = false;
    };

    std::string addOne(std::string_view path, bool isFolder)
    {
        const auto [place, isNew] =
            m_known.try_emplace(inLowerCase(path), Known{std::string(path), isFolder});
        const Known& known = place->second;
        if (isNew || (isFolder && known.isFolder && known.path == path))
            return {};
        if (known.path != path)
            return fmt::format("and \"{}\" are one name on systems that do not tell case apart", known.path);
        return isFolder == known.isFolder ? "is there twice" : "is both a file and a folder";
    }

    std::map<std::string, Known> m_known; ///< by lower case
};

class Unpacker {
  public:
    Unpacker(fs::path package, fs::path folder) : m_package(std::move(package)), m_folder(std::move(folder))
    {}

    Result<void> unpack()
    {
        std::error_code error;
        m_packedBytes = fs::file_size(m_package, error);
        if (error)
            return fileError(m_package, "read", error);
        m_archive.reset(archive_read_new());
        // By its directory alone: a package that has lost it is not guessed together from what is left.
        archive_read_support_format_zip_seekable(m_archive.get());
#if defined(_WIN32)
        const int opened = archive_read_open_filename_w(m_archive.get(), m_package.c_str(), kBlock);
#else
        const int opened = archive_read_open_filename(m_archive.get(), m_package.c_str(), kBlock);
#endif
        if (opened != ARCHIVE_OK)
            return damaged();
        while (true) {
            archive_entry* entry = nullptr;
            const int status = archive_read_next_header(m_archive.get(), &entry);
            if (status == ARCHIVE_EOF)
                return {};
            // Warnings too: what cannot be read without doubt is not installed.
            if (status != ARCHIVE_OK)
                return damaged();
            if (++m_entries > kMostPackageEntries)
                return refused(fmt::format("holds more than {} files. {}", kMostPackageEntries, kRemedy));
            if (const Result<void> taken = take(entry); !taken)
                return taken;
        }
    }

  private:
    Error refused(std::string_view why) const
    {
        return stellatune::refused(m_package, why);
    }

    Error damaged() const
    {
        const char* words = archive_error_string(m_archive.get());
        return refused(fmt::format("is damaged, or no package: {}. Download it again",
                                   words != nullptr ? words : "unreadable"));
    }

    Error refusedEntry(std::string_view name, std::string_view why) const
    {
        return refused(fmt::format("is refused: in it \"{}\" {}. {}", name.substr(0, 300), why, kRemedy));
    }

    /// The other ways that zip files know take as much memory as the package says they take, to 4 GiB. Of the
    /// entry whose header was read last; the library tells the way only in words, "ZIP 2.0 (deflation)".
    bool isCompressedAsUsual() const
    {
        const char* format = archive_format_name(m_archive.get());
        const std::string_view words = format != nullptr ? format : "";
        return words.find("(deflation)") != std::string_view::npos ||
               words.find("(uncompressed)") != std::string_view::npos;
    }

    Result<void> take(archive_entry* entry)
    {
        const char* words = archive_entry_pathname(entry);
        if (words == nullptr)
            return refused(fmt::format("is refused: it holds a file without a readable name. {}", kRemedy));
        std::string name = words;
        if (archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr ||
            archive_entry_filetype(entry) == AE_IFLNK)
            return refusedEntry(name, "is a link; packages hold files and folders only");
        const bool isFolder = archive_entry_filetype(entry) == AE_IFDIR;
        if (!isFolder && archive_entry_filetype(entry) != AE_IFREG)
            return refusedEntry(name, "is neither a file nor a folder");
        if (archive_entry_is_encrypted(entry) != 0)
            return refusedEntry(name, "is encrypted");
        if (!isFolder && !isCompressedAsUsual())
            return refusedEntry(name, "is compressed in an unusual way: use deflate, or nothing");
        if (isFolder && name.size() > 1 && name.back() == '/')
            name.pop_back();
        if (const std::string fault = faultOfPackagePath(name); !fault.empty())
            return refusedEntry(name, fault);
        if (const std::string fault = m_names.add(name, isFolder); !fault.empty())
            return refusedEntry(name, fault);
        if (isNameOfStore(name))
            return refusedEntry(name, "has a name that StellaTune uses itself: give it another one");
        if (name != kManifestFile && inLowerCase(name) == kManifestFile)
            return refusedEntry(name, fmt::format("has to be called {}", kManifestFile));

        const fs::path target = m_folder / name;
        std::error_code error;
        fs::create_directories(isFolder ? target : target.parent_path(), error);
        if (error)
            return fileError(target, "written", error);
        if (isFolder)
            return {};
        return write(entry, name, target);
    }

    /// Why the package may not unpack to so much; empty when it may.
    std::string faultOfSize(uint64_t unpackedBytes) const
    {
        if (unpackedBytes > kMostUnpackedBytes)
            return fmt::format("takes the package over the {} MiB that one may unpack to",
                               kMostUnpackedBytes >> 20);
        if (unpackedBytes > kUnpackedBytesFree && unpackedBytes / kMostUnpackedRatio > m_packedBytes)
            return fmt::format("unpacks to more than {} times its size", kMostUnpackedRatio);
        return {};
    }

    Result<void> write(archive_entry* entry, const std::string& name, const fs::path& target)
    {
        // What it says first, so that no honest bomb is written; then what it really is.
        const auto said = static_cast<uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
        if (const std::string fault = faultOfSize(m_unpackedBytes + said); !fault.empty())
            return refusedEntry(name, fault);
        std::ofstream file(target, std::ios::binary | std::ios::trunc);
        if (!file)
            return fileError(target, "written", {errno, std::generic_category()});
        std::array<char, kBlock> block;
        while (true) {
            const la_ssize_t count = archive_read_data(m_archive.get(), block.data(), block.size());
            if (count < 0)
                return damaged();
            if (count == 0)
                break;
            m_unpackedBytes += static_cast<uint64_t>(count);
            if (const std::string fault = faultOfSize(m_unpackedBytes); !fault.empty())
                return refusedEntry(name, fault);
            file.write(block.data(), static_cast<std::streamsize>(count));
        }
        file.close();
        if (!file)
            return fileError(target, "written", std::make_error_code(std::errc::no_space_on_device));
        return {};
    }

    const fs::path m_package;
    const fs::path m_folder;
    Archive m_archive;
    PackageNames m_names;
    uint64_t m_packedBytes = 0;
    uint64_t m_unpackedBytes = 0;
    uint64_t m_entries = 0;
};

} // namespace

bool isPackage(const fs::path& file)
{
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return false; // opening a pipe waits until somebody writes to it
    std::ifstream stream(file, std::ios::binary);
    std::array<char, 4> magic{};
    stream.read(magic.data(), magic.size());
    // The second is that of an empty archive.
    const std::string_view start(magic.data(), magic.size());
    return start == "PK\x03\x04" || start == "PK\x05\x06";
}

bool isNameOfStore(std::string_view path)
{
    return inLowerCase(path).rfind(kMetadataFile, 0) == 0;
}

Result<void> unpackPackage(const fs::path& package, const fs::path& folder)
{
    return Unpacker(package, folder).unpack();
}

Result<Manifest> readPackage(const fs::path& package, const fs::path& folder)
{
    FreshFolder fresh(folder);
    if (const Result<void> made = fresh.make(); !made)
        return made.error();
    if (const Result<void> unpacked = unpackPackage(package, folder); !unpacked)
        return unpacked.error();

    const fs::path manifestFile = folder / kManifestFile;
    std::error_code error;
    if (!fs::is_regular_file(manifestFile, error))
        return refused(package, "has no plugin.json: build it with stellatune_add_plugin()");
    const Result<std::string> text = readSmallFile(manifestFile, kLongestManifest);
    if (!text)
        return refused(package, text.error().code == ErrorCode::Corrupt
                                    ? fmt::format("has a plugin.json of more than {} bytes", kLongestManifest)
                                    : text.error().message);
    Result<Manifest> manifest = manifestFromJson(*text);
    if (!manifest)
        return about(package, manifest.error());

    const Result<std::string> library = libraryFor(*manifest, packagePlatform());
    if (!library)
        return about(package, library.error());
    if (!fs::is_regular_file(folder / *library, error))
        return refused(
            package, fmt::format("does not hold {}, which its plugin.json names: build it again", *library));
    if (const Result<void> checked = checkLibraryFile(folder / *library); !checked) {
        const Error& fault = checked.error();
        return about(package, {fault.code, fault.domain, fmt::format("{}. {}", fault.message, kRemedy)});
    }
    fresh.keep();
    return manifest;
}

} // namespace stellatune
