#include "engine/source/open_streams.h"

#include "engine/source/stream_lease.h"

#include <utility>

namespace stellatune {

uint64_t OpenStreams::nextId()
{
    const std::lock_guard lock(m_mutex);
    return ++m_lastId;
}

void OpenStreams::add(const StreamOrigin& origin, std::weak_ptr<StreamLease> stream)
{
    const std::lock_guard lock(m_mutex);
    m_entries[origin.streamId] = {origin, std::move(stream)};
}

void OpenStreams::remove(uint64_t streamId)
{
    const std::lock_guard lock(m_mutex);
    m_entries.erase(streamId);
}

std::vector<StreamOrigin> OpenStreams::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<StreamOrigin> origins;
    for (const auto& [id, entry] : m_entries)
        origins.push_back(entry.origin);
    return origins;
}

void OpenStreams::interrupt(std::optional<std::string_view> pluginId) const
{
    std::vector<std::shared_ptr<StreamLease>> streams; // plugins are entered without the lock
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, entry] : m_entries) {
            if (pluginId && entry.origin.pluginId != *pluginId)
                continue;
            if (std::shared_ptr<StreamLease> stream = entry.stream.lock())
                streams.push_back(std::move(stream));
        }
    }
    for (const std::shared_ptr<StreamLease>& stream : streams)
        stream->interrupt();
}

} // namespace stellatune
