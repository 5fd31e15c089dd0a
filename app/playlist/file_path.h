// File names between Qt and the engine, byte for byte.
#pragma once

#include <filesystem>

#include <QString>

namespace stellatune {

std::filesystem::path toFilesystemPath(const QString& path);
QString toQString(const std::filesystem::path& path);

/// The path that a file:// address names; empty when it names nothing on this computer.
QString localPathOf(const QString& address);

} // namespace stellatune
