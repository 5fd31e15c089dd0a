// One decoder instance in the hands of a check.
#pragma once

#include "pluginhost/check/guarded_buffer.h"
#include "pluginhost/check/instance_under_check.h"
#include "pluginhost/check/real_time_watch.h"
#include "pluginhost/check/session.h"
#include "pluginhost/check/test_stream.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

InstanceFactory decoderFactory(Session& session, const StDecoderType& type);

class DecoderNode {
  public:
    /// Made, not open.
    DecoderNode(Session& session, const StDecoderType& type);

    /// What the plugin answers; when it opened the stream, its info is checked. `stream` must live longer
    /// than this.
    int32_t open(TestStream& stream, std::string_view path, std::string_view extension, const char* detail);
    /// After open().
    const StDecoderInfo& info() const { return m_info; }

    struct Block {
        int32_t status = ST_OK;
        std::vector<float> samples;
        bool isEnd = false;
    };
    Block read(uint32_t frames, const char* detail);
    /// Reads on until the end, an error, or `mostFrames`; the samples. Breaches of read() are findings.
    std::vector<float> readAll(uint64_t mostFrames, const char* detail);
    /// Whether the last readAll() came to the end rather than to an error or its limit.
    bool reachedEnd() const { return m_reachedEnd; }

    /// Reads a little more; counts what read() allocates and locks meanwhile.
    RealTimeBreaches watchReads();
    static constexpr int kWatchedReads = 50;

    bool canSeek() const { return m_functions->seek != nullptr; }
    /// The frame it reached; a breach is a finding and abandons the step.
    uint64_t seek(uint64_t frame);
    void metadata();
    std::string lastError() const { return m_instance.lastError(); }

  private:
    void checkInfo();

    Session& m_session;
    InstanceUnderCheck m_instance;
    const StDecoderFunctions* m_functions;
    StDecoderInfo m_info{};
    GuardedBuffer m_buffer;
    bool m_reachedEnd = false;
};

} // namespace stellatune
