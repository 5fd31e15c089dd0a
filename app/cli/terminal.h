// The listener's end of the command line: messages, and one line that is rewritten in place.
#pragma once

#include <cstddef>
#include <string_view>

namespace stellatune::cli {

/// Writes to stderr. One thread.
class Terminal {
  public:
    Terminal();
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// Somebody watches a screen that can rewrite a line.
    bool isInteractive() const { return m_interactive; }
    size_t columns() const;

    /// A message of its own line; the progress line makes way for it.
    void writeLine(std::string_view text);
    /// Replaces the progress line. Only when interactive.
    void showProgress(std::string_view line);
    void clearProgress();

  private:
    bool m_interactive;
    bool m_progressShown = false;
};

} // namespace stellatune::cli
