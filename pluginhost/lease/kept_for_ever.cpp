#include "pluginhost/lease/kept_for_ever.h"

#include <mutex>
#include <utility>
#include <vector>

namespace stellatune {

void keepForEver(std::shared_ptr<const void> what)
{
    // Never destroyed: at the end of the program a plugin's thread may still be using it.
    static auto& s_mutex = *new std::mutex;
    static auto& s_kept = *new std::vector<std::shared_ptr<const void>>;
    const std::lock_guard lock(s_mutex);
    s_kept.push_back(std::move(what));
}

} // namespace stellatune
