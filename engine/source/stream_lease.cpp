#include "engine/source/stream_lease.h"

#include "pluginhost/lease/first_size.h"
#include "pluginhost/lease/plugin_status.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

bool isUsable(const StStream& stream)
{
    const StStreamFunctions* functions = stream.functions;
    return stream.handle != nullptr && isWhole(functions) && functions->read != nullptr &&
           functions->tell != nullptr && functions->size != nullptr && functions->interrupt != nullptr;
}

} // namespace

Result<std::shared_ptr<StreamLease>> StreamLease::adopt(StStream stream, std::string info,
                                                        std::shared_ptr<Catalog<SourceInstance>> catalog,
                                                        std::shared_ptr<QueryOwner<SourceInstance>> owner,
                                                        std::shared_ptr<OpenStreams> table)
{
    if (!isUsable(stream)) {
        if (stream.handle != nullptr) {
            if (Result<void> closed = catalog->instance().closeStream(stream); !closed)
                return closed.error();
        }
        return Error{ErrorCode::Internal, "plugin." + owner->endpoint().pluginId,
                     fmt::format("The plugin {} breaks the interface: it opened a stream that lacks a "
                                 "function.",
                                 owner->endpoint().pluginId)};
    }
    std::shared_ptr<StreamLease> lease(
        new StreamLease(stream, std::move(info), std::move(catalog), std::move(owner), std::move(table)));
    lease->m_table->add(lease->m_origin, lease);
    return lease;
}

StreamLease::StreamLease(StStream stream, std::string info, std::shared_ptr<Catalog<SourceInstance>> catalog,
                         std::shared_ptr<QueryOwner<SourceInstance>> owner,
                         std::shared_ptr<OpenStreams> table)
    : m_stream(stream), m_info(std::move(info)), m_origin{table->nextId(), owner->endpoint().pluginId,
                                                          owner->endpoint().typeId, catalog->number()},
      m_catalog(std::move(catalog)), m_owner(std::move(owner)), m_table(std::move(table))
{}

StreamLease::~StreamLease()
{
    interrupt();
    // The catalog moves along, so that it ends on its own thread when this was its last stream.
    m_owner->postIfRunning([owner = m_owner, table = m_table, catalog = std::move(m_catalog),
                            stream = m_stream, id = m_origin.streamId]() mutable {
        // Of a wrong thread it says so itself; there is nothing else to be done about it.
        static_cast<void>(catalog->instance().closeStream(stream));
        table->remove(id);
        catalog.reset();
        owner->attend();
    });
}

Result<size_t> StreamLease::read(std::span<std::byte> bytes)
{
    if (m_interrupted.load(std::memory_order_acquire))
        return interrupted();
    if (bytes.empty())
        return size_t{0};
    uint64_t count = 0;
    const int32_t status = enter("stream.read", [&] {
        return m_stream.functions->read(m_stream.handle, bytes.data(), bytes.size(), &count);
    });
    if (status != ST_OK)
        return failure(status, "stream.read");
    if (count > bytes.size())
        return Error{ErrorCode::Internal, "plugin." + m_origin.pluginId,
                     fmt::format("The plugin {} breaks the interface: it read {} bytes into room for {}.",
                                 m_origin.pluginId, count, bytes.size())};
    m_position += count;
    return static_cast<size_t>(count);
}

Result<void> StreamLease::seek(uint64_t offset)
{
    if (m_interrupted.load(std::memory_order_acquire))
        return interrupted();
    if (!isSeekable())
        return failure(ST_ERR_UNSUPPORTED, "stream.seek");
    const int32_t sought =
        enter("stream.seek", [&] { return m_stream.functions->seek(m_stream.handle, offset); });
    if (sought != ST_OK)
        return failure(sought, "stream.seek");
    // Beyond the end is the end, and only the stream knows where that is.
    const int32_t told =
        enter("stream.tell", [&] { return m_stream.functions->tell(m_stream.handle, &m_position); });
    if (told != ST_OK)
        return failure(told, "stream.tell");
    return {};
}

std::optional<uint64_t> StreamLease::size() const
{
    uint64_t bytes = ST_SIZE_UNKNOWN;
    const int32_t status =
        enter("stream.size", [&] { return m_stream.functions->size(m_stream.handle, &bytes); });
    if (status != ST_OK || bytes == ST_SIZE_UNKNOWN)
        return std::nullopt;
    return bytes;
}

void StreamLease::interrupt()
{
    if (m_interrupted.exchange(true, std::memory_order_acq_rel))
        return;
    static_cast<void>(enter("stream.interrupt", [this] {
        m_stream.functions->interrupt(m_stream.handle);
        return ST_OK;
    }));
}

Error StreamLease::failure(int32_t status, const char* function) const
{
    if (m_interrupted.load(std::memory_order_acquire))
        return interrupted();
    return pluginError(status, "plugin." + m_origin.pluginId, function, {});
}

Error StreamLease::interrupted() const
{
    return {ErrorCode::Cancelled, "plugin." + m_origin.pluginId, "Reading was interrupted."};
}

} // namespace stellatune
