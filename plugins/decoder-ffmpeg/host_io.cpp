#include "host_io.h"

namespace stellatune::ffmpeg {

namespace {

/// Bytes fetched at once.
constexpr int kBufferSize = 64 * 1024;

} // namespace

std::string describe(int averror)
{
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(averror, text, sizeof text);
    return text;
}

HostIo::HostIo(sdk::Stream stream) : m_stream(stream)
{
    auto* const buffer = static_cast<unsigned char*>(allocated(av_malloc(kBufferSize)));
    m_context = avio_alloc_context(buffer, kBufferSize, 0, this, &HostIo::read, nullptr,
                                   m_stream.canSeek() ? &HostIo::seek : nullptr);
    if (m_context == nullptr) {
        av_free(buffer);
        throw std::bad_alloc();
    }
}

HostIo::~HostIo()
{
    av_freep(&m_context->buffer); // FFmpeg may have put another buffer in place of the first
    avio_context_free(&m_context);
}

int HostIo::fail(int32_t status)
{
    m_failure = status;
    return status == ST_ERR_CANCELLED ? AVERROR_EXIT : AVERROR(EIO);
}

int HostIo::read(void* self, uint8_t* buffer, int size)
{
    HostIo& io = *static_cast<HostIo*>(self);
    if (io.m_failure != ST_OK)
        return io.fail(io.m_failure);
    uint64_t count = 0;
    const int32_t status = io.m_stream.tryRead(buffer, static_cast<uint64_t>(size), count);
    if (status != ST_OK)
        return io.fail(status);
    io.m_position += count;
    return count == 0 ? AVERROR_EOF : static_cast<int>(count);
}

int64_t HostIo::seek(void* self, int64_t offset, int whence)
{
    HostIo& io = *static_cast<HostIo*>(self);
    const int origin = whence & ~AVSEEK_FORCE;
    int64_t base = 0;
    if (origin == AVSEEK_SIZE || origin == SEEK_END) {
        uint64_t size = ST_SIZE_UNKNOWN;
        const StStream& raw = io.m_stream.raw();
        const int32_t status = raw.functions->size(raw.handle, &size);
        if (status != ST_OK)
            return io.fail(status);
        if (size > static_cast<uint64_t>(INT64_MAX))
            return AVERROR(ENOSYS);
        if (origin == AVSEEK_SIZE)
            return static_cast<int64_t>(size);
        base = static_cast<int64_t>(size);
    } else if (origin == SEEK_CUR) {
        base = static_cast<int64_t>(io.m_position);
    }
    if (offset > INT64_MAX - base || offset + base < 0)
        return AVERROR(EINVAL);
    const auto target = static_cast<uint64_t>(base + offset);
    if (const int32_t status = io.m_stream.trySeek(target); status != ST_OK)
        return io.fail(status);
    io.m_position = target;
    return base + offset;
}

void HostIo::check() const
{
    if (m_failure == ST_OK)
        return;
    throw sdk::Error(m_failure, m_failure == ST_ERR_CANCELLED ? "Reading was interrupted."
                                                              : "The rest of the file cannot be read.");
}

bool HostIo::forgive()
{
    if (m_failure == ST_OK || m_failure == ST_ERR_CANCELLED)
        return false;
    m_failure = ST_OK;
    m_context->error = 0;
    m_context->eof_reached = 0;
    return true;
}

void HostIo::rewind()
{
    forgive();
    avio_seek(m_context, 0, SEEK_SET);
    check();
}

} // namespace stellatune::ffmpeg
