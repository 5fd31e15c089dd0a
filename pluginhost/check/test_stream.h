// Streams that a decoder under check reads: good ones, and those that fail as files and networks do.
#pragma once

#include "pluginapi/abi/stream.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace stellatune {

class TestStream {
  public:
    struct Behaviour {
        bool canSeek = true;
        bool knowsSize = true;
        uint64_t failAt = UINT64_MAX;      ///< reads from this offset on answer ST_ERR_IO
        uint64_t interruptAt = UINT64_MAX; ///< as if interrupt() came when this offset was reached
        uint64_t bytesPerRead = UINT64_MAX;
    };

    explicit TestStream(std::vector<unsigned char> bytes);
    TestStream(std::vector<unsigned char> bytes, Behaviour behaviour);
    TestStream(const TestStream&) = delete;
    TestStream& operator=(const TestStream&) = delete;

    StStream asPluginSeesIt() { return {this, &m_functions}; }

  private:
    static int32_t read(void* handle, void* buffer, uint64_t size, uint64_t* outRead);
    static int32_t seek(void* handle, uint64_t offset);
    static int32_t tell(void* handle, uint64_t* outOffset);
    static int32_t size(void* handle, uint64_t* outSize);
    static void interrupt(void* handle);

    const std::vector<unsigned char> m_bytes;
    const Behaviour m_behaviour;
    StStreamFunctions m_functions{};
    uint64_t m_offset = 0;
    std::atomic<bool> m_isInterrupted{false};
};

} // namespace stellatune
