#include "pluginhost/package/fingerprint.h"

#include "pluginhost/base/file_error.h"

#include <array>
#include <cerrno>
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

Error cannotRead(const fs::path& file)
{
    return fileError(file, "read", std::make_error_code(std::errc::io_error));
}

Result<void> addFile(QCryptographicHash& hash, const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return cannotRead(file);
    std::vector<char> block(kBlock);
    while (stream) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        hash.addData(QByteArrayView(block.data(), static_cast<qsizetype>(stream.gcount())));
    }
    if (!stream.eof())
        return cannotRead(file);
    return {};
}

void addLength(QCryptographicHash& hash, uint64_t bytes)
{
    std::array<char, 8> length{}; // the lowest byte first
    for (size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<char>((bytes >> (8 * i)) & 0xff);
    hash.addData(QByteArrayView(length.data(), static_cast<qsizetype>(length.size())));
}

} // namespace

Result<Fingerprint> fingerprintOf(const fs::path& manifest, const fs::path& library, const Fingerprint* known)
{
    Fingerprint fingerprint;
    if (!manifest.empty()) {
        const Result<FileStamp> stamp = stampOf(manifest);
        if (!stamp)
            return stamp.error();
        fingerprint.manifest = *stamp;
    }
    const Result<FileStamp> stamp = stampOf(library);
    if (!stamp)
        return stamp.error();
    fingerprint.artifact = *stamp;
    if (known != nullptr && known->manifest == fingerprint.manifest &&
        known->artifact == fingerprint.artifact)
        return *known;

    QCryptographicHash hash(QCryptographicHash::Sha256);
    addLength(hash, fingerprint.manifest.size);
    if (!manifest.empty()) {
        if (const Result<void> added = addFile(hash, manifest); !added)
            return added.error();
    }
    if (const Result<void> added = addFile(hash, library); !added)
        return added.error();
    fingerprint.sha256 = hash.result().toHex().toStdString();
    return fingerprint;
}

} // namespace stellatune
