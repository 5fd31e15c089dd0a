// Bytes that a decoder reads, wherever they come from.
#pragma once

#include "pluginhost/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace stellatune {

/// Owned and called by one thread at a time, except interrupt().
class ByteStream {
  public:
    virtual ~ByteStream() = default;
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;

    /// Reads at least one byte; 0 is the end. ErrorCode::Cancelled once interrupted.
    virtual Result<size_t> read(std::span<std::byte> bytes) = 0;
    virtual bool isSeekable() const = 0;
    /// `offset` counts from the start. Beyond the end is the end.
    virtual Result<void> seek(uint64_t offset) = 0;
    virtual uint64_t position() const = 0;
    virtual std::optional<uint64_t> size() const = 0;
    /// Makes a waiting read fail soon and every later one at once. Any thread; never waits.
    virtual void interrupt() = 0;

  protected:
    ByteStream() = default;
};

} // namespace stellatune
