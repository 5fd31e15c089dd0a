#include "pluginhost/package/fingerprint.h"

#include "pluginhost/base/file_error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include <QCryptographicHash>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr size_t kBlock = 256 * 1024; ///< bytes read at a time

QByteArrayView bytesOf(const std::string& text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// Adds the digest of what is in the file.
Result<void> addFile(QCryptographicHash& hash, const fs::path& file)
{
    QCryptographicHash own(QCryptographicHash::Sha256);
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> block(kBlock);
    while (stream) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        own.addData(QByteArrayView(block.data(), static_cast<qsizetype>(stream.gcount())));
    }
    if (!stream.eof())
        return fileError(file, "read", std::make_error_code(std::errc::io_error));
    hash.addData(own.result());
    return {};
}

void addName(QCryptographicHash& hash, const std::string& name)
{
    hash.addData(QCryptographicHash::hash(bytesOf(name), QCryptographicHash::Sha256));
}

/// The lowest byte first.
void addNumber(QCryptographicHash& hash, uint64_t number)
{
    std::array<char, 8> bytes{};
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>((number >> (8 * i)) & 0xff);
    hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
}

fs::path inFolder(const BuildFiles& files, const std::string& name)
{
    return files.folder / fs::u8path(name);
}

Result<Fingerprint> stampsOf(const BuildFiles& files, const std::vector<std::string>& sideFiles)
{
    Fingerprint stamps;
    if (!files.manifestFile.empty()) {
        const Result<FileStamp> manifest = stampOf(files.manifestFile);
        if (!manifest)
            return manifest.error();
        stamps.manifest = *manifest;
    }
    const Result<FileStamp> library = stampOf(files.library);
    if (!library)
        return library.error();
    stamps.artifact = *library;
    if (sideFiles.empty())
        return stamps;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const std::string& name : sideFiles) {
        const Result<FileStamp> stamp = stampOf(inFolder(files, name));
        if (!stamp)
            return stamp.error();
        addName(hash, name);
        addNumber(hash, stamp->size);
        addNumber(hash, static_cast<uint64_t>(stamp->modifiedNs));
        addNumber(hash, static_cast<uint64_t>(stamp->changedNs));
        addNumber(hash, stamp->inode);
    }
    stamps.sideStamps = hash.result().toHex().toStdString();
    return stamps;
}

} // namespace

Result<Fingerprint> stampsOf(const BuildFiles& files)
{
    const Result<std::vector<std::string>> sideFiles = sideFilesOf(files);
    return sideFiles ? stampsOf(files, *sideFiles) : sideFiles.error();
}

Result<Fingerprint> fingerprintOf(const BuildFiles& files, const Fingerprint* known)
{
    const Result<std::vector<std::string>> sideFiles = sideFilesOf(files);
    if (!sideFiles)
        return sideFiles.error();
    Result<Fingerprint> fingerprint = stampsOf(files, *sideFiles);
    if (!fingerprint)
        return fingerprint.error();
    if (known != nullptr && known->hasStampsOf(*fingerprint))
        return *known;

    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (files.manifestFile.empty())
        addName(hash, {});
    else if (const Result<void> added = addFile(hash, files.manifestFile); !added)
        return added.error();
    if (const Result<void> added = addFile(hash, files.library); !added)
        return added.error();
    for (const std::string& name : *sideFiles) {
        addName(hash, name);
        if (const Result<void> added = addFile(hash, inFolder(files, name)); !added)
            return added.error();
    }
    fingerprint->sha256 = hash.result().toHex().toStdString();
    return fingerprint;
}

} // namespace stellatune
