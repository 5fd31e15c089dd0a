// The host's stream as FFmpeg reads it.
#pragma once

#include <pluginapi/sdk/stream.h>

#include "ffmpeg_api.h"

#include <cstdint>

namespace stellatune::ffmpeg {

/// FFmpeg takes most failures of reading for the end of the file; this remembers what really happened.
class HostIo {
  public:
    explicit HostIo(sdk::Stream stream);
    ~HostIo();
    HostIo(const HostIo&) = delete;
    HostIo& operator=(const HostIo&) = delete;

    AVIOContext* context() const { return m_context; }
    bool canSeek() const { return m_stream.canSeek(); }

    /// Throws when the stream has failed since the last forgive(), with the stream's own status.
    void check() const;
    /// Lets reading be tried again, and says whether it had failed. An interruption is final.
    bool forgive();
    /// To the start, so that a container can be opened anew.
    void rewind();

  private:
    static int read(void* self, uint8_t* buffer, int size);
    static int64_t seek(void* self, int64_t offset, int whence);
    int fail(int32_t status);

    sdk::Stream m_stream;
    AVIOContext* m_context = nullptr;
    uint64_t m_position = 0;
    int32_t m_failure = ST_OK;
};

} // namespace stellatune::ffmpeg
