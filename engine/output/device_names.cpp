#include "engine/output/device_names.h"

#include <cstdint>
#include <set>

#include <fmt/format.h>

namespace stellatune {

std::vector<std::string> tellApart(std::vector<std::string> names)
{
    std::set<std::string> taken(names.begin(), names.end());
    std::set<std::string> seen;
    for (std::string& name : names) {
        if (seen.insert(name).second)
            continue;
        uint32_t number = 2;
        while (taken.contains(fmt::format("{} ({})", name, number)))
            ++number;
        name = fmt::format("{} ({})", name, number);
        taken.insert(name);
    }
    return names;
}

} // namespace stellatune
