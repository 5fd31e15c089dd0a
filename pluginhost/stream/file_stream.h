// A local file as a byte stream.
#pragma once

#include "pluginhost/stream/byte_stream.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>

namespace stellatune {

class FileStream final : public ByteStream {
  public:
    /// Regular files only, so that opening never waits. Errors name the file.
    static Result<std::unique_ptr<ByteStream>> open(const std::filesystem::path& path);

    Result<size_t> read(std::span<std::byte> bytes) override;
    bool isSeekable() const override { return true; }
    Result<void> seek(uint64_t offset) override;
    uint64_t position() const override { return m_position; }
    std::optional<uint64_t> size() const override { return m_size; }
    void interrupt() override { m_interrupted.store(true, std::memory_order_relaxed); }

  private:
    FileStream(std::filesystem::path path, uint64_t size) : m_path(std::move(path)), m_size(size) {}

    const std::filesystem::path m_path;
    const uint64_t m_size; ///< as of opening
    std::filebuf m_file;
    uint64_t m_position = 0;
    std::atomic<bool> m_interrupted = false;
};

} // namespace stellatune
