// The status codes of the plugin interface as the host's errors.
#pragma once

#include "pluginhost/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace stellatune {

ErrorCode toErrorCode(int32_t status);
/// What a plugin is told when something of the host failed.
int32_t toStatus(ErrorCode code);

/// Words for a status that came without any: "the plugin was given damaged data".
std::string_view describeStatus(int32_t status);

/// `words` are the plugin's own and may be empty. `where` is the domain, such as "plugin.org.example.aac".
Error pluginError(int32_t status, std::string_view where, std::string_view function, std::string_view words);

} // namespace stellatune
