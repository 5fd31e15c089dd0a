// Which decoders the user wants to be asked first, by the files' extension.
#pragma once

#include "pluginhost/base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// How the order calls the decoders that are part of the player.
inline constexpr std::string_view kBuiltInDecoders = "built-in";

struct DecoderOrder {
    /// By extension, lower case, without a dot; first is asked first: "plugin-id/type-id", or
    /// kBuiltInDecoders. Plugins that are not installed keep their place.
    std::map<std::string, std::vector<std::string>> byExtension;

    /// Replaces the order for `extension`; none is back to automatic. ErrorCode::InvalidArgument names what
    /// is no extension or no decoder.
    Result<void> set(std::string_view extension, std::vector<std::string> candidates);

    bool operator==(const DecoderOrder&) const = default;
};

/// As text for the file, and back. ErrorCode::Corrupt says what is wrong with it.
std::string toJson(const DecoderOrder& order);
Result<DecoderOrder> decoderOrderFromJson(std::string_view json);

} // namespace stellatune
