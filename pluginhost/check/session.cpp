#include "pluginhost/check/session.h"

#include <fmt/format.h>

namespace stellatune {

void Session::escaped(std::string_view function, const char* words)
{
    error("exception", fmt::format("{} let an exception out{}{}: no exception may cross the interface",
                                   function, words != nullptr ? ", " : "", words != nullptr ? words : ""));
}

} // namespace stellatune
