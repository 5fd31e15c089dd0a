// Versions like "1.2.3-beta.1+exp" and which of two is the later one (semver.org, 2.0.0).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

class SemanticVersion {
  public:
    /// None when the text is no semantic version, or is longer than 64 characters.
    static std::optional<SemanticVersion> parse(std::string_view text);

    /// By precedence: what stands behind '+' does not count, so equal versions may have unequal texts.
    std::strong_ordering operator<=>(const SemanticVersion& other) const;
    bool operator==(const SemanticVersion& other) const { return (*this <=> other) == 0; }

  private:
    uint64_t m_numbers[3] = {0, 0, 0};
    std::vector<std::string> m_preRelease; ///< "beta", "1"
};

} // namespace stellatune
