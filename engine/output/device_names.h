// Names that tell the devices of an interface apart.
#pragma once

#include <string>
#include <vector>

namespace stellatune {

/// Pure. The first of those of one name keeps it, the others become "NAME (2)", "NAME (3)", in their order.
/// No such name is one that another device has of itself, so a device that is alone with its name always
/// keeps it.
std::vector<std::string> tellApart(std::vector<std::string> names);

} // namespace stellatune
