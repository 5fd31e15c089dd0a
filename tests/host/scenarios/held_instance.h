// An instance of whatever capability, held by a test.
#pragma once

#include "pluginhost/worker/worker_endpoint.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stellatune::testing {

struct HeldInstance {
    struct Call {
        std::string function;
        std::function<std::optional<ErrorCode>()> code; ///< calls it; nothing when it succeeded
    };

    /// The last reference destroys it, on the thread that does so.
    std::shared_ptr<void> instance;
    /// One call that the plugin answers.
    std::function<bool()> works = [] { return false; };
    /// What only its owner may call.
    std::vector<Call> calls;
};

/// Made by the calling thread. Empty, and the test failed, when there is none.
HeldInstance holdInstance(const WorkerEndpoint& endpoint);

} // namespace stellatune::testing
