#include "tests/host/package/package_fixture.h"

#include "pluginhost/package/manifest.h"
#include "pluginhost/package/package_path.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include <archive.h>
#include <archive_entry.h>

namespace stellatune::testing {

namespace fs = std::filesystem;

namespace {

class ArchiveWriter {
  public:
    enum class Format : uint8_t { Zip, EncryptedZip, Tar };

    explicit ArchiveWriter(const fs::path& file, Format format = Format::Zip)
        : m_archive(archive_write_new(), archive_write_free)
    {
        if (format == Format::Tar)
            check(archive_write_set_format_pax_restricted(m_archive.get()));
        else
            check(archive_write_set_format_zip(m_archive.get()));
        if (format == Format::EncryptedZip) {
            check(archive_write_set_options(m_archive.get(), "zip:encryption=zipcrypt"));
            check(archive_write_set_passphrase(m_archive.get(), "secret"));
        }
        check(archive_write_open_filename(m_archive.get(), file.c_str()));
    }
    ~ArchiveWriter() { archive_write_close(m_archive.get()); }
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    void add(const ZipEntry& entry)
    {
        begin(entry, entry.kind == ZipEntry::Kind::File ? entry.content.size() : 0);
        if (entry.kind == ZipEntry::Kind::File)
            write(entry.content);
    }

    void begin(const ZipEntry& entry, uint64_t size)
    {
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> header(archive_entry_new(),
                                                                              archive_entry_free);
        archive_entry_set_pathname(header.get(), entry.name.c_str());
        archive_entry_set_perm(header.get(), 0644);
        archive_entry_set_filetype(header.get(), entry.kind == ZipEntry::Kind::File     ? AE_IFREG
                                                 : entry.kind == ZipEntry::Kind::Folder ? AE_IFDIR
                                                 : entry.kind == ZipEntry::Kind::Link   ? AE_IFLNK
                                                                                        : AE_IFREG);
        if (entry.kind == ZipEntry::Kind::Link)
            archive_entry_set_symlink(header.get(), entry.content.c_str());
        else if (entry.kind == ZipEntry::Kind::HardLink)
            archive_entry_set_hardlink(header.get(), entry.content.c_str());
        else
            archive_entry_set_size(header.get(), static_cast<la_int64_t>(size));
        check(archive_write_header(m_archive.get(), header.get()));
    }

    void write(const std::string& content)
    {
        if (archive_write_data(m_archive.get(), content.data(), content.size()) < 0)
            check(ARCHIVE_FATAL);
    }

  private:
    void check(int status)
    {
        if (status != ARCHIVE_OK)
            throw std::runtime_error(std::string("zip: ") + archive_error_string(m_archive.get()));
    }

    std::unique_ptr<archive, int (*)(archive*)> m_archive;
};

/// One of the two places where a zip file says what an entry is.
struct HeaderKind {
    std::string magic;
    size_t name; ///< bytes from the magic to the name
    size_t size; ///< and to the unpacked size
};
const HeaderKind kBeforeContent{"PK\x03\x04", 30, 22};
const HeaderKind kInDirectory{"PK\x01\x02", 46, 24};
constexpr size_t kModeInDirectory = 40;

void patch(const fs::path& file, const HeaderKind& kind, const std::string& name, size_t offset,
           const std::string& bytes)
{
    std::string zip = readText(file);
    for (size_t entry = zip.find(kind.magic); entry != std::string::npos;
         entry = zip.find(kind.magic, entry + 1)) {
        if (zip.compare(entry + kind.name, name.size(), name) == 0) {
            zip.replace(entry + offset, bytes.size(), bytes);
            std::ofstream(file, std::ios::binary | std::ios::trunc) << zip;
            return;
        }
    }
    throw std::runtime_error("no entry " + name + " in " + file.string());
}

/// The description, which lacks what all have in common, the license and the library.
std::vector<ZipEntry> entriesOf(Manifest manifest, const std::string& fixture)
{
    const std::string library = std::string(packagePlatform()) + "/gain.so";
    manifest.apiVersion = 9;
    manifest.license = "GPL-3.0-or-later";
    manifest.libraries[std::string(packagePlatform())] = library;
    return {{"plugin.json", toJson(manifest)},
            {"LICENSE", "Do what you like.\n"},
            {library, readText(pluginFile(fixture))}};
}

} // namespace

void writeZip(const fs::path& file, const std::vector<ZipEntry>& entries)
{
    {
        ArchiveWriter writer(file);
        for (const ZipEntry& entry : entries)
            writer.add(entry);
    }
    // The writer refuses devices, so the kind is written over that of a file.
    for (const ZipEntry& entry : entries) {
        if (entry.kind == ZipEntry::Kind::Device) // 0020644, in the upper half of the attributes
            patch(file, kInDirectory, entry.name, kModeInDirectory, {'\xa4', '\x21'});
    }
}

void writeTar(const fs::path& file, const std::vector<ZipEntry>& entries)
{
    ArchiveWriter writer(file, ArchiveWriter::Format::Tar);
    for (const ZipEntry& entry : entries)
        writer.add(entry);
}

void writeEncryptedZip(const fs::path& file, const std::vector<ZipEntry>& entries)
{
    ArchiveWriter writer(file, ArchiveWriter::Format::EncryptedZip);
    for (const ZipEntry& entry : entries)
        writer.add(entry);
}

void claimMethod(const fs::path& file, const std::string& name, char method)
{
    patch(file, kBeforeContent, name, 8, {method, '\0'});
    patch(file, kInDirectory, name, 10, {method, '\0'});
}

void claimSize(const fs::path& file, const std::string& name, uint32_t size)
{
    const std::string bytes{static_cast<char>(size & 0xff), static_cast<char>(size >> 8 & 0xff),
                            static_cast<char>(size >> 16 & 0xff), static_cast<char>(size >> 24)};
    for (const HeaderKind& kind : {kBeforeContent, kInDirectory})
        patch(file, kind, name, kind.size, bytes);
}

void writeZipWithZeros(const fs::path& file, std::vector<ZipEntry> entries, uint64_t size)
{
    ArchiveWriter writer(file);
    for (const ZipEntry& entry : entries)
        writer.add(entry);
    writer.begin({"zeros", {}}, size);
    const std::string block(1 << 20, '\0');
    for (uint64_t written = 0; written < size; written += block.size())
        writer.write(block);
}

std::string readText(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<ZipEntry> gainEntries(const std::string& fixture, const std::string& version,
                                  const std::string& author)
{
    Manifest manifest;
    manifest.id = "org.stellatune.test.gain";
    manifest.name = "Gain for tests";
    manifest.version = version;
    manifest.author = author;
    return entriesOf(std::move(manifest), fixture);
}

fs::path gainPackage(const fs::path& folder, const std::string& name, const std::string& fixture,
                     const std::string& version)
{
    writeZip(folder / name, gainEntries(fixture, version));
    return folder / name;
}

fs::path packageNamed(const fs::path& folder, const std::string& id, const std::string& fixture,
                      const std::string& name)
{
    Manifest manifest;
    manifest.id = id;
    manifest.name = name;
    manifest.version = "1.0.0";
    const fs::path file = folder / (id + ".stplugin");
    writeZip(file, entriesOf(std::move(manifest), fixture));
    return file;
}

std::vector<std::string> listingOf(const fs::path& folder)
{
    std::vector<std::string> listing;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        std::string name = entry.path().lexically_relative(folder).string();
        listing.push_back(entry.is_directory() && !entry.is_symlink() ? name + "/" : name);
    }
    std::sort(listing.begin(), listing.end());
    return listing;
}

} // namespace stellatune::testing
