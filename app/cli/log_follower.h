// Following the plugins' log through windows that come and go.
#pragma once

#include "app/cli/json_text.h"

#include <cstdint>
#include <optional>

namespace stellatune::cli {

/// Tells which lines are new. Each window counts its lines anew, after those that were kept of the one
/// before: so the last known line is asked for again, and when another one comes the whole log is looked
/// through for it. Pure.
class LogFollower {
  public:
    /// Of the next request.
    uint64_t after() const;
    /// The new ones of the lines that came for after(); none when it has to be asked once more.
    std::optional<Json> newIn(const Json& lines);

  private:
    Json m_last; ///< null before the first
    bool m_asksForAll = false;
};

} // namespace stellatune::cli
