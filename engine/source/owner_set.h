// The owners of one capability, one for each type of each plugin that was ever asked.
#pragma once

#include "engine/source/lyrics_candidates.h"
#include "engine/source/query_owner.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stellatune {

/// Any thread.
template <typename Instance>
class OwnerSet {
  public:
    using Owner = QueryOwner<Instance>;
    using OwnerPtr = std::shared_ptr<Owner>;
    /// Must not come back here.
    using Make = std::function<OwnerPtr(const ProviderId&)>;

    explicit OwnerSet(Make make) : m_make(std::move(make)) {}

    OwnerPtr find(const ProviderId& id)
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_owners.find(id); found != m_owners.end())
            return found->second;
        OwnerPtr made = m_make(id);
        if (m_closed)
            made->close();
        m_owners.emplace(id, made);
        return made;
    }

    /// Of one plugin, or all.
    std::vector<OwnerPtr> owners(std::optional<std::string_view> pluginId = std::nullopt) const
    {
        const std::lock_guard lock(m_mutex);
        return select(pluginId);
    }

    /// Of those that will be made, too, nothing can be asked. The caller closes those returned.
    std::vector<OwnerPtr> close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        return select(std::nullopt);
    }

  private:
    std::vector<OwnerPtr> select(std::optional<std::string_view> pluginId) const
    {
        std::vector<OwnerPtr> selected;
        for (const auto& [id, owner] : m_owners) {
            if (!pluginId || id.pluginId == *pluginId)
                selected.push_back(owner);
        }
        return selected;
    }

    const Make m_make;
    mutable std::mutex m_mutex;
    std::map<ProviderId, OwnerPtr> m_owners;
    bool m_closed = false;
};

} // namespace stellatune
