// A byte stream of the host as a plugin sees it.
#pragma once

#include "pluginapi/abi/stream.h"
#include "pluginhost/stream/byte_stream.h"

#include <memory>
#include <optional>

namespace stellatune {

/// Shares the byte stream; stays where it is as long as a plugin has it. Remembers why it failed, so that a
/// decoder's "could not read" can be told in the stream's own words.
class HostStream {
  public:
    explicit HostStream(std::shared_ptr<ByteStream> bytes);
    HostStream(const HostStream&) = delete;
    HostStream& operator=(const HostStream&) = delete;

    StStream asPluginSeesIt() { return {this, m_functions}; }
    const std::optional<Error>& lastError() const { return m_lastError; }
    void forgetError() { m_lastError.reset(); }

  private:
    static int32_t read(void* handle, void* buffer, uint64_t size, uint64_t* outRead);
    static int32_t seek(void* handle, uint64_t offset);
    static int32_t tell(void* handle, uint64_t* outOffset);
    static int32_t size(void* handle, uint64_t* outSize);
    static void interrupt(void* handle);
    int32_t fail(const Error& error);

    static const StStreamFunctions kSeekable;
    static const StStreamFunctions kForwardOnly;

    const std::shared_ptr<ByteStream> m_bytes;
    const StStreamFunctions* const m_functions;
    std::optional<Error> m_lastError;
};

} // namespace stellatune
