// Operations in the hands of a check: begun, watched, taken, ended.
#pragma once

#include "pluginapi/abi/operation.h"
#include "pluginhost/check/session.h"

#include <functional>
#include <optional>
#include <string>

namespace stellatune {

/// Calls the function that begins the operation.
using BeginOperation = std::function<int32_t(StNotifier, StOperation*)>;

/// What an operation came to. Text or stream only when it was ready.
struct OperationResult {
    bool isReady = false;
    std::string text;  ///< JSON: the result, or what is said about the stream
    StStream stream{}; ///< the caller's, when handle is not null
    std::string error; ///< in the plugin's words
};

enum class OperationYield { Text, Stream };

/// Begins an operation named `function` and goes all the way with it. Nothing when it does not begin;
/// breaches are findings.
std::optional<OperationResult> runOperation(Session& session, const char* function, const std::string& detail,
                                            OperationYield yield, const BeginOperation& begin);

/// How often an operation is done over when leaks are looked for.
constexpr int kOperationCycles = 60;

/// Cancels one at once; destroys others while they are pending and once they are ready, whose results nobody
/// takes, and looks for what stays behind.
void endOperationsEarly(Session& session, const char* function, OperationYield yield,
                        const BeginOperation& begin);

} // namespace stellatune
