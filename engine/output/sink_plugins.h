// How the output thread comes to the output sinks of plugins.
#pragma once

#include "pluginhost/worker/worker_endpoint.h"

#include <functional>
#include <string>

namespace stellatune {

/// May be called from any thread, as long as the player lives, and never waits. Without it there are no
/// sinks, and who chooses one hears the default device.
struct SinkPlugins {
    /// `wake` is called from any thread whenever something was posted to the endpoint's mailbox, and must not
    /// wait; it may still be called when the endpoint is gone.
    std::function<WorkerEndpoint(const std::string& pluginId, const std::string& typeId,
                                 std::function<void()> wake)>
        bind;
};

} // namespace stellatune
