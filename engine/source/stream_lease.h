// A stream that a source opened, as decoders read it.
#pragma once

#include "engine/source/open_streams.h"
#include "engine/source/query_owner.h"
#include "pluginapi/abi/stream.h"
#include "pluginhost/lease/side_call.h"
#include "pluginhost/lease/source_instance.h"
#include "pluginhost/stream/byte_stream.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace stellatune {

/// Reads go straight into the plugin. Letting go of it, on any thread, interrupts the stream and has the
/// instance that opened it close it, on that instance's thread; until then it keeps the instance and so the
/// lease.
class StreamLease final : public ByteStream {
  public:
    /// Takes over what an operation yielded; a stream that cannot be used is closed at once. `info` is what
    /// the plugin says about it, a JSON object. [owner's thread]
    static Result<std::shared_ptr<StreamLease>> adopt(StStream stream, std::string info,
                                                      std::shared_ptr<Catalog<SourceInstance>> catalog,
                                                      std::shared_ptr<QueryOwner<SourceInstance>> owner,
                                                      std::shared_ptr<OpenStreams> table);
    ~StreamLease() override;

    const StreamOrigin& origin() const { return m_origin; }
    const std::string& info() const { return m_info; }

    Result<size_t> read(std::span<std::byte> bytes) override;
    bool isSeekable() const override { return m_stream.functions->seek != nullptr; }
    Result<void> seek(uint64_t offset) override;
    uint64_t position() const override { return m_position; }
    std::optional<uint64_t> size() const override;
    void interrupt() override;

  private:
    StreamLease(StStream stream, std::string info, std::shared_ptr<Catalog<SourceInstance>> catalog,
                std::shared_ptr<QueryOwner<SourceInstance>> owner, std::shared_ptr<OpenStreams> table);
    /// Every call into the stream goes through here: it may come in the midst of a decoder's.
    template <typename Call>
    int32_t enter(const char* function, Call&& call) const
    {
        const SideCall sideCall(m_catalog->instance().lease(), function);
        return call();
    }
    Error failure(int32_t status, const char* function) const;
    Error interrupted() const;

    const StStream m_stream;
    const std::string m_info;
    const StreamOrigin m_origin;
    std::shared_ptr<Catalog<SourceInstance>> m_catalog;
    const std::shared_ptr<QueryOwner<SourceInstance>> m_owner;
    const std::shared_ptr<OpenStreams> m_table;
    uint64_t m_position = 0;
    std::atomic<bool> m_interrupted = false;
};

} // namespace stellatune
