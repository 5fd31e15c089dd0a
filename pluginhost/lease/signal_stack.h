// Room for signal handlers on threads that run out of stack.
#pragma once

namespace stellatune {

/// Gives the calling thread, once, a stack of its own for signal handlers, so that a plugin which uses up the
/// thread's is still remembered. It goes with the thread. After the first time it costs one test.
void ensureSignalStack();

} // namespace stellatune
