#include "app/cli/json_text.h"

namespace stellatune::cli {

std::string toText(const Json& json)
{
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string toText(const std::filesystem::path& path)
{
    const auto name = path.u8string();
    return {name.begin(), name.end()};
}

} // namespace stellatune::cli
