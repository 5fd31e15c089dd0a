// File names between Qt and the engine, byte for byte.
#pragma once

#include <filesystem>

#include <QString>

namespace stellatune {

std::filesystem::path toFilesystemPath(const QString& path);
QString toQString(const std::filesystem::path& path);

} // namespace stellatune
