// Where the code of plugins is in memory, for whoever asks after a crash whose it was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace stellatune {

/// A part of memory that holds code.
struct CodeRange {
    uintptr_t begin = 0;
    uintptr_t end = 0; ///< behind it
};

/// Of the libraries that were loaded from `folder` or deeper. Empty on systems that do not tell.
std::vector<CodeRange> codeBelow(const std::filesystem::path& folder);

/// Makes the code of one loaded build known while it lives; what is gone by then is remembered for a while,
/// because a plugin may have left a thread running there. The table has room for kRanges; what does not fit
/// is not known. Any thread.
class KnownCode {
  public:
    static constexpr size_t kRanges = 256;

    KnownCode(const std::string& pluginId, const std::filesystem::path& folder);
    ~KnownCode();
    KnownCode(const KnownCode&) = delete;
    KnownCode& operator=(const KnownCode&) = delete;

    enum class Presence : uint8_t { Loaded, Gone };
    /// The id of the plugin whose code is, or was, at that address; null when it is none's. A signal handler
    /// may ask.
    static const char* ownerOf(uintptr_t address, Presence presence);

  private:
    std::vector<size_t> m_places;
};

} // namespace stellatune
