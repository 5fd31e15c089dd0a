// What may neither be destroyed nor unloaded any more, because a plugin does not let go of it.
#pragma once

#include <memory>

namespace stellatune {

/// Holds it until the program ends. Any thread.
void keepForEver(std::shared_ptr<const void> what);

} // namespace stellatune
