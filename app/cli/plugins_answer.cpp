#include "app/cli/plugins_answer.h"

#include "app/cli/plugins_text.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/plugin_json.h"

#include <cstdio>
#include <utility>

namespace stellatune::cli {

int failPlugins(const PluginsArguments& arguments, const Error& error)
{
    return endPlugins(arguments, Json::object(), error, {});
}

std::optional<Error> failureOf(const Json& answer, const std::string& id)
{
    const std::string failure = failureIn(answer.value("report", Json::object()), id);
    if (failure.empty())
        return std::nullopt;
    return Error{ErrorCode::Internal, "plugins.apply", failure};
}

Json withError(const Json& answer, const Error& error)
{
    Json whole = asAnswer(error);
    whole.update(answer);
    return whole;
}

int endPlugins(const PluginsArguments& arguments, const Json& answer, const std::optional<Error>& failure,
               const std::string& text)
{
    if (arguments.json)
        std::fputs(toText(failure ? withError(answer, *failure) : answer).c_str(), stdout);
    else if (!failure)
        std::fputs(text.c_str(), stdout);
    if (!failure)
        return kExitOk;
    std::fprintf(stderr, "%s\n", printable(failure->message).c_str());
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
