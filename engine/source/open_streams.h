// The streams of sources that are open, for whoever wants to know or to interrupt them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

class StreamLease;

/// Where a stream is from.
struct StreamOrigin {
    uint64_t streamId = 0; ///< unique while the player runs
    std::string pluginId;
    std::string typeId;
    uint64_t leaseId = 0; ///< counts the instances of its owner; tells which of them opened the stream
};

/// Any thread.
class OpenStreams {
  public:
    /// A number for a stream that is about to be added.
    uint64_t nextId();
    void add(const StreamOrigin& origin, std::weak_ptr<StreamLease> stream);
    /// When the plugin has closed it.
    void remove(uint64_t streamId);

    std::vector<StreamOrigin> list() const;
    /// Of one plugin, or all. Reads of them fail from here on; closing them is still up to who reads.
    void interrupt(std::optional<std::string_view> pluginId) const;

  private:
    struct Entry {
        StreamOrigin origin;
        std::weak_ptr<StreamLease> stream;
    };

    mutable std::mutex m_mutex;
    uint64_t m_lastId = 0;
    std::map<uint64_t, Entry> m_entries;
};

} // namespace stellatune
