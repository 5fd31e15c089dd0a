// Remembers, beyond the death of the program, which plugin it died in.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace stellatune {

/// A program of before died while code of this plugin was running.
struct CrashNote {
    std::string pluginId;
    std::string function; ///< in the names of the interface
    std::string what;     ///< "segmentation fault"
    /// The last lines that it logged, oldest first.
    std::vector<std::string> lastWords;
    std::filesystem::path file; ///< the note itself
};

/// While one lives, a crash in a plugin's code writes a note: from a signal handler, into a file that is open
/// already. That is code which the host called, and on threads that plugins started whatever lies in a
/// plugin's library or was called from there, or was there until the library left. Whoever handled crashes
/// before (a debugger, a crash reporter) still gets to. One a process; a second is refused.
class CrashMemory {
  public:
    /// The notes that programs of before left in `folder`, which no other program uses now. They stay until
    /// they are forgotten, so that one which could not be acted upon is there at the next start.
    static std::vector<CrashNote> readNotes(const std::filesystem::path& folder);
    static void forget(const CrashNote& note);

    /// The error says why nothing will be remembered.
    static Result<std::unique_ptr<CrashMemory>> start(const std::filesystem::path& folder);
    /// Nothing happened: leaves no file.
    ~CrashMemory();
    CrashMemory(const CrashMemory&) = delete;
    CrashMemory& operator=(const CrashMemory&) = delete;

  private:
    explicit CrashMemory(std::filesystem::path file) : m_file(std::move(file)) {}

    const std::filesystem::path m_file;
};

} // namespace stellatune
