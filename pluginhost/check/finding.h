// One thing that the checker has to say about a plugin.
#pragma once

#include <cstdint>
#include <string>

namespace stellatune {

enum class Severity : uint8_t {
    Note,    ///< a figure, or something that could not be looked at
    Warning, ///< worth mending
    Error,   ///< a breach of the interface
};

struct Finding {
    Severity severity = Severity::Error;
    std::string rule;  ///< for machines and searches: "dsp-bounds"
    std::string where; ///< "library", "module", "dsp gain"
    std::string text;  ///< what is wrong and, where there is one, the remedy
};

} // namespace stellatune
