// Whether something that is done over and over costs memory or open files for ever.
#pragma once

#include "pluginhost/check/session.h"

#include <cstddef>
#include <functional>
#include <string>

namespace stellatune {

/// How many entries a folder has; 0 when it cannot be read.
size_t countEntries(const char* folder);

/// Runs `cycle` twice `cycles` times, less often when that takes seconds. What each of them costs for ever is
/// a finding, with `what` for its name. Memory is counted where the C library is glibc.
void checkLeaks(Session& session, const std::string& what, int cycles, const std::function<void()>& cycle);

} // namespace stellatune
