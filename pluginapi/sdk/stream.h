// SPDX-License-Identifier: MIT
// Streams of bytes: the host's, which decoders read, and a source's own, which the host reads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "../abi/stream.h"
#include "border.h"
#include "error.h"

namespace stellatune::sdk {

namespace detail {

/// What a Stream that nobody handed over does.
struct NoStream {
    static int32_t read(void*, void*, uint64_t, uint64_t*) noexcept { return ST_ERR_STATE; }
    static int32_t ask(void*, uint64_t*) noexcept { return ST_ERR_STATE; }
    static void interrupt(void*) noexcept {}

    static constexpr StStreamFunctions kFunctions{
        sizeof(StStreamFunctions), 0, &read, nullptr, &ask, &ask, &interrupt};
};

} // namespace detail

/// A stream of the host's. A small value to be copied and kept; it is valid as long as the instance that got
/// it. Belongs to the thread of that instance.
class Stream {
  public:
    Stream() = default;
    explicit Stream(const StStream& stream) : m_stream(stream)
    {
        const StStreamFunctions* functions = stream.functions;
        if (functions == nullptr ||
            functions->struct_size < offsetof(StStreamFunctions, interrupt) + sizeof functions->interrupt)
            throw Error(ST_ERR_INVALID_ARGUMENT, "The stream lacks functions.");
    }

    /// Reads 1 to bytes.size() bytes and says how many; 0 at the end of the stream only. May wait. Throws
    /// ST_ERR_CANCELLED once interrupted.
    std::size_t read(std::span<std::byte> bytes)
    {
        uint64_t count = 0;
        check(tryRead(bytes.data(), bytes.size(), count), "The stream cannot be read.");
        return static_cast<std::size_t>(count);
    }

    /// Reads until bytes is full or the stream ends.
    std::size_t readFully(std::span<std::byte> bytes)
    {
        std::size_t filled = 0;
        while (filled < bytes.size()) {
            const std::size_t count = read(bytes.subspan(filled));
            if (count == 0)
                break;
            filled += count;
        }
        return filled;
    }

    bool canSeek() const noexcept { return m_stream.functions->seek != nullptr; }

    /// offset counts bytes from the start; beyond the end is the end.
    void seek(uint64_t offset) { check(trySeek(offset), "The stream cannot seek."); }

    /// The offset of the next byte read.
    uint64_t tell() const
    {
        uint64_t offset = 0;
        check(m_stream.functions->tell(m_stream.handle, &offset), "The stream does not tell its position.");
        return offset;
    }

    /// Bytes in all, or nothing where that is not known.
    std::optional<uint64_t> size() const
    {
        uint64_t bytes = ST_SIZE_UNKNOWN;
        check(m_stream.functions->size(m_stream.handle, &bytes), "The stream does not tell its size.");
        return bytes == ST_SIZE_UNKNOWN ? std::nullopt : std::optional<uint64_t>(bytes);
    }

    /// For callbacks of C libraries, which must not throw: ST_OK or ST_ERR_...
    int32_t tryRead(void* buffer, uint64_t bytes, uint64_t& outRead) noexcept
    {
        outRead = 0;
        if (bytes == 0)
            return ST_OK;
        const int32_t status = m_stream.functions->read(m_stream.handle, buffer, bytes, &outRead);
        return status == ST_OK && outRead > bytes ? ST_ERR_INTERNAL : status;
    }
    int32_t trySeek(uint64_t offset) noexcept
    {
        return canSeek() ? m_stream.functions->seek(m_stream.handle, offset) : ST_ERR_UNSUPPORTED;
    }

    const StStream& raw() const noexcept { return m_stream; }

  private:
    static void check(int32_t status, const char* message)
    {
        if (status != ST_OK)
            throw Error(status, status == ST_ERR_CANCELLED ? "Reading was interrupted." : message);
    }

    StStream m_stream{nullptr, &detail::NoStream::kFunctions};
};

/// A stream that a source opens. One thread at a time calls it, except for interrupt(). Failures are Errors.
/// Destroyed before the source is, on any thread, when no call of it runs any more.
class SourceStream {
  public:
    SourceStream() = default;
    SourceStream(const SourceStream&) = delete;
    SourceStream& operator=(const SourceStream&) = delete;
    virtual ~SourceStream() = default;

    /// Reads 1 to bytes.size() bytes and says how many; 0 at the end only. bytes is not empty. May wait.
    virtual std::size_t read(std::span<std::byte> bytes) = 0;

    /// Asked once, when the stream has been opened. A stream that cannot seek is only read forwards.
    virtual bool canSeek() const { return false; }

    /// offset counts bytes from the start; beyond the end is the end.
    virtual void seek(uint64_t /*offset*/) { throw Error(ST_ERR_UNSUPPORTED, "This stream cannot seek."); }

    /// The offset of the next byte read.
    virtual uint64_t tell() const = 0;

    /// Bytes in all, or nothing where that is not known.
    virtual std::optional<uint64_t> size() const { return std::nullopt; }

    /// Any thread. Makes a waiting call end soon, with whatever it likes; the SDK refuses every later call by
    /// itself. Never waits.
    virtual void interrupt() noexcept = 0;
};

namespace detail {

/// A SourceStream as the host sees it.
class StreamAdaptor {
  public:
    /// The host owns what handle points to, until close().
    static StStream release(std::unique_ptr<StreamAdaptor> adaptor) noexcept
    {
        const StStreamFunctions& functions = adaptor->m_canSeek ? kSeekable : kForwardOnly;
        return {adaptor.release(), &functions};
    }

    static void close(StStream stream) noexcept { delete static_cast<StreamAdaptor*>(stream.handle); }

    StreamAdaptor(std::unique_ptr<SourceStream> stream, std::string_view typeId)
        : m_stream(std::move(stream)), m_canSeek(m_stream->canSeek()), m_lastError(typeId)
    {}

  private:
    /// Of read and seek, which an interruption ends.
    template <typename Body>
    static int32_t callUnlessInterrupted(void* handle, const char* function, Body&& body) noexcept
    {
        const std::atomic<bool>& interrupted = static_cast<StreamAdaptor*>(handle)->m_interrupted;
        return call(handle, function, [&](SourceStream& stream) {
            if (interrupted.load(std::memory_order_acquire))
                throw Error(ST_ERR_CANCELLED, "Interrupted.");
            try {
                body(stream);
            } catch (...) {
                // What an interrupted call says, such as "connection reset", is only that it was interrupted.
                if (interrupted.load(std::memory_order_acquire))
                    throw Error(ST_ERR_CANCELLED, "Interrupted.");
                throw;
            }
        });
    }

    template <typename Body>
    static int32_t call(void* handle, const char* function, Body&& body) noexcept
    {
        StreamAdaptor& self = *static_cast<StreamAdaptor*>(handle);
        return guarded(self.m_lastError, function, [&] { body(*self.m_stream); });
    }

    static int32_t read(void* handle, void* buffer, uint64_t size, uint64_t* outRead) noexcept
    {
        return callUnlessInterrupted(handle, "stream.read", [&](SourceStream& stream) {
            requirePointer(outRead, "out_read");
            *outRead = 0;
            if (size == 0)
                return;
            requirePointer(buffer, "buffer");
            const std::size_t count =
                stream.read({static_cast<std::byte*>(buffer), static_cast<std::size_t>(size)});
            if (count > size)
                throw Error(ST_ERR_INTERNAL, "The stream says that it read more than it was asked for.");
            *outRead = count;
        });
    }

    static int32_t seek(void* handle, uint64_t offset) noexcept
    {
        return callUnlessInterrupted(handle, "stream.seek",
                                     [&](SourceStream& stream) { stream.seek(offset); });
    }

    static int32_t tell(void* handle, uint64_t* outOffset) noexcept
    {
        return call(handle, "stream.tell", [&](SourceStream& stream) {
            requirePointer(outOffset, "out_offset");
            *outOffset = stream.tell();
        });
    }

    static int32_t size(void* handle, uint64_t* outSize) noexcept
    {
        return call(handle, "stream.size", [&](SourceStream& stream) {
            requirePointer(outSize, "out_size");
            *outSize = stream.size().value_or(ST_SIZE_UNKNOWN);
        });
    }

    static void interrupt(void* handle) noexcept
    {
        StreamAdaptor& self = *static_cast<StreamAdaptor*>(handle);
        self.m_interrupted.store(true, std::memory_order_release);
        self.m_stream->interrupt();
    }

    static constexpr StStreamFunctions kSeekable{
        sizeof(StStreamFunctions), 0, &read, &seek, &tell, &size, &interrupt};
    static constexpr StStreamFunctions kForwardOnly{
        sizeof(StStreamFunctions), 0, &read, nullptr, &tell, &size, &interrupt};

    const std::unique_ptr<SourceStream> m_stream;
    const bool m_canSeek;
    std::atomic<bool> m_interrupted{false};
    LastError m_lastError;
};

} // namespace detail
} // namespace stellatune::sdk
