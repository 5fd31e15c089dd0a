// Ends a process with SIGKILL at a chosen step of what it does to files.
#pragma once

#include <functional>

namespace stellatune::testing {

/// Runs `prepare` and `act` in a child process, which is killed when it is about to make the step-th system
/// call, from 1, by which `act` changes a file, a folder or what of them is on the disk. Files change by
/// nothing else, so killing it anywhere between two of these calls leaves the same. True when it was killed,
/// false when `act` came to its end before. Throws std::runtime_error when either says false or the system
/// does not let processes be traced. To be called in a process with one thread.
bool runKilledAt(unsigned step, const std::function<bool()>& prepare, const std::function<bool()>& act);

} // namespace stellatune::testing
