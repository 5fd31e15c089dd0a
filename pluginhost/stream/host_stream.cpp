#include "pluginhost/stream/host_stream.h"

#include "pluginhost/lease/host_border.h"
#include "pluginhost/lease/plugin_status.h"

#include <algorithm>
#include <utility>

namespace stellatune {

const StStreamFunctions HostStream::kSeekable{
    sizeof(StStreamFunctions), 0, &HostStream::read, &HostStream::seek, &HostStream::tell, &HostStream::size,
    &HostStream::interrupt};
const StStreamFunctions HostStream::kForwardOnly{
    sizeof(StStreamFunctions), 0, &HostStream::read, nullptr, &HostStream::tell, &HostStream::size,
    &HostStream::interrupt};

HostStream::HostStream(std::shared_ptr<ByteStream> bytes)
    : m_bytes(std::move(bytes)), m_functions(m_bytes->isSeekable() ? &kSeekable : &kForwardOnly)
{}

int32_t HostStream::fail(const Error& error)
{
    m_lastError = error;
    return toStatus(error.code);
}

int32_t HostStream::read(void* handle, void* buffer, uint64_t size, uint64_t* outRead)
{
    return runForPlugin([&] {
        auto& self = *static_cast<HostStream*>(handle);
        *outRead = 0;
        if (size == 0)
            return ST_OK;
        Result<size_t> read =
            self.m_bytes->read({static_cast<std::byte*>(buffer), static_cast<size_t>(size)});
        if (!read)
            return self.fail(read.error());
        *outRead = *read;
        return ST_OK;
    });
}

int32_t HostStream::seek(void* handle, uint64_t offset)
{
    return runForPlugin([&] {
        auto& self = *static_cast<HostStream*>(handle);
        Result<void> sought = self.m_bytes->seek(offset);
        return sought ? ST_OK : self.fail(sought.error());
    });
}

int32_t HostStream::tell(void* handle, uint64_t* outOffset)
{
    return runForPlugin([&] {
        *outOffset = static_cast<HostStream*>(handle)->m_bytes->position();
        return ST_OK;
    });
}

int32_t HostStream::size(void* handle, uint64_t* outSize)
{
    return runForPlugin([&] {
        *outSize = static_cast<HostStream*>(handle)->m_bytes->size().value_or(ST_SIZE_UNKNOWN);
        return ST_OK;
    });
}

void HostStream::interrupt(void* handle)
{
    static_cast<void>(runForPlugin([&] {
        static_cast<HostStream*>(handle)->m_bytes->interrupt();
        return ST_OK;
    }));
}

} // namespace stellatune
