// Runs a plugin's checks in processes of their own, and goes on in a fresh one when the plugin crashed or
// hung.
#pragma once

#include "pluginhost/check/report.h"
#include "pluginhost/check/session.h"

#include <chrono>
#include <functional>

namespace stellatune {

/// The steps of all checks, in the same order in every process that runs them.
using Steps = std::function<void(Session&)>;

/// Returns when all steps were gone through. `limit` is what one call into the plugin may take. Throws
/// std::system_error when the system gives no process. To be called from a program with one thread.
void runWatched(const Steps& steps, std::chrono::milliseconds limit, Report& report);

} // namespace stellatune
