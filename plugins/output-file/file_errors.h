// The system's refusals in words for the listener.
#pragma once

#include <filesystem>

#include <pluginapi/sdk/error.h>

namespace stellatune::filesink {

/// For the errno value of something that failed on `path` while it was written.
sdk::Error describeWriteFailure(const std::filesystem::path& path, int systemError);

} // namespace stellatune::filesink
