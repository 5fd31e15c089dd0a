#include "pluginhost/check/test_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace stellatune {

TestStream::TestStream(std::vector<unsigned char> bytes) : TestStream(std::move(bytes), Behaviour()) {}

TestStream::TestStream(std::vector<unsigned char> bytes, Behaviour behaviour)
    : m_bytes(std::move(bytes)), m_behaviour(behaviour)
{
    m_functions.struct_size = sizeof(StStreamFunctions);
    m_functions.read = &TestStream::read;
    m_functions.seek = behaviour.canSeek ? &TestStream::seek : nullptr;
    m_functions.tell = &TestStream::tell;
    m_functions.size = &TestStream::size;
    m_functions.interrupt = &TestStream::interrupt;
}

int32_t TestStream::read(void* handle, void* buffer, uint64_t size, uint64_t* outRead)
{
    TestStream& self = *static_cast<TestStream*>(handle);
    *outRead = 0;
    if (self.m_offset >= self.m_behaviour.interruptAt)
        self.m_isInterrupted = true;
    if (self.m_isInterrupted)
        return ST_ERR_CANCELLED;
    if (self.m_offset >= self.m_behaviour.failAt)
        return ST_ERR_IO;
    const uint64_t end =
        std::min({uint64_t{self.m_bytes.size()}, self.m_behaviour.failAt, self.m_behaviour.interruptAt});
    const uint64_t left = end > self.m_offset ? end - self.m_offset : 0;
    const uint64_t count = std::min({size, left, self.m_behaviour.bytesPerRead});
    if (count != 0)
        std::memcpy(buffer, self.m_bytes.data() + self.m_offset, count);
    self.m_offset += count;
    *outRead = count;
    return ST_OK;
}

int32_t TestStream::seek(void* handle, uint64_t offset)
{
    TestStream& self = *static_cast<TestStream*>(handle);
    if (self.m_isInterrupted)
        return ST_ERR_CANCELLED;
    self.m_offset = std::min<uint64_t>(offset, self.m_bytes.size());
    return ST_OK;
}

int32_t TestStream::tell(void* handle, uint64_t* outOffset)
{
    *outOffset = static_cast<TestStream*>(handle)->m_offset;
    return ST_OK;
}

int32_t TestStream::size(void* handle, uint64_t* outSize)
{
    const TestStream& self = *static_cast<TestStream*>(handle);
    *outSize = self.m_behaviour.knowsSize ? self.m_bytes.size() : ST_SIZE_UNKNOWN;
    return ST_OK;
}

void TestStream::interrupt(void* handle)
{
    static_cast<TestStream*>(handle)->m_isInterrupted = true;
}

} // namespace stellatune
