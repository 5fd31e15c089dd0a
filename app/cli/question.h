// Asking the one who sits at the terminal.
#pragma once

#include <optional>
#include <string>

namespace stellatune::cli {

/// Somebody can read a question on stderr and type an answer.
bool canAsk();

/// Waits for yes or no, asking again after anything else; `otherwise` counts for an empty line. None at the
/// end of the input: whoever sat there has left.
std::optional<bool> ask(const std::string& question, bool otherwise);

} // namespace stellatune::cli
