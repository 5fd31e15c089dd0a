// Asking the one who sits at the terminal.
#pragma once

#include <string>

namespace stellatune::cli {

/// Somebody can read a question on stderr and type an answer.
bool canAsk();

/// Waits for a line; `otherwise` counts for an empty one, no for the end of the input.
bool ask(const std::string& question, bool otherwise);

} // namespace stellatune::cli
