#include "app/cli/plugins_answer.h"

#include "app/cli/terminal_text.h"
#include "app/plugins/plugin_json.h"

#include <cstdio>
#include <utility>

namespace stellatune::cli {

int failPlugins(const PluginsArguments& arguments, const Error& error)
{
    if (arguments.json)
        std::fputs(toText(asAnswer(error)).c_str(), stdout);
    std::fprintf(stderr, "%s\n", printable(error.message).c_str());
    return kExitFailed;
}

Error withRemedy(Error error, const std::string& remedy)
{
    error.message += ' ' + remedy;
    return error;
}

void printJsonLine(const Json& json)
{
    std::printf("%s\n", json.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

} // namespace stellatune::cli
