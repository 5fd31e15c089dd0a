// One dynamic library, opened and closed by the system's own loader calls.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>

namespace stellatune {

/// Frameworks' library classes keep a library mapped for good, so this one goes to the loader itself: all
/// symbols bound at once, none offered to other libraries. [module] One thread at a time opens and closes; it
/// should be one that ends, because a living thread's thread_local objects keep a library mapped.
class SharedLibrary {
  public:
    /// Refuses a path that is mapped already: the loader would hand out the old image, whatever the file
    /// holds now. Errors name the file: ErrorCode::NotFound, Busy, Corrupt (no library, or a cut one),
    /// Unsupported (built for another machine, or something it needs is not installed).
    static Result<SharedLibrary> open(const std::filesystem::path& path);

    SharedLibrary(SharedLibrary&& other) noexcept;
    SharedLibrary& operator=(SharedLibrary&& other) noexcept;
    ~SharedLibrary();

    /// Null when it is not there.
    void* symbol(const char* name) const;
    /// Absolute.
    const std::filesystem::path& path() const { return m_path; }

    /// Gives the library back to the loader. When it was given back before and stayed, asks the loader again,
    /// which lets go of it once what held it is gone.
    void close();

  private:
    SharedLibrary(std::filesystem::path path, void* handle);

    std::filesystem::path m_path;
    void* m_handle; ///< the loader's; null when closed
};

} // namespace stellatune
