// One program at a time works on a store.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <memory>

namespace stellatune {

/// Held until it is destroyed; the system lets go of it when the process ends, however it ends.
class StoreLock {
  public:
    /// ErrorCode::Busy, naming the process, when another one holds it.
    static Result<std::unique_ptr<StoreLock>> take(const std::filesystem::path& file);
    virtual ~StoreLock() = default;

  protected:
    StoreLock() = default;
};

} // namespace stellatune
