// stellatune-plugin-check: tells the author of a plugin what a host would stumble over.
#include "pluginhost/base/file_error.h"
#include "pluginhost/check/inspection.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace {

constexpr const char* kUsage = R"(Usage: stellatune-plugin-check FILE [OPTION]...
Checks a plugin for StellaTune: a library, or a package (.stplugin).

  --file MUSIC        a file that the plugin's decoders should play; may be given more than once
  --time-limit SECONDS
                      what one call into the plugin may take, 10 when not given
  --json              the report as JSON
  --help              this text
  --version           the version

The plugin runs in a process of its own; when it crashes or hangs, the report says where and the checks go on.
Exit code: 0 without errors (there may be warnings), 1 with errors, 2 when the command line makes no sense.
)";

struct Arguments {
    stellatune::InspectionRequest request;
    bool asJson = false;
};

std::optional<std::chrono::milliseconds> secondsOf(std::string_view text)
{
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || !(seconds > 0) || seconds > 3600)
        return std::nullopt;
    return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
}

/// Nothing, with a message on stderr, when they make no sense.
std::optional<Arguments> parse(int argc, char** argv)
{
    const auto refuse = [](const std::string& message) {
        std::fprintf(stderr, "stellatune-plugin-check: %s\nSee stellatune-plugin-check --help\n",
                     message.c_str());
        return std::nullopt;
    };
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const bool hasValue = i + 1 < argc;
        if (argument == "--json") {
            arguments.asJson = true;
        } else if (argument == "--file") {
            if (!hasValue)
                return refuse("--file needs the name of a file");
            arguments.request.music.emplace_back(argv[++i]);
        } else if (argument == "--time-limit") {
            const auto limit = hasValue ? secondsOf(argv[++i]) : std::nullopt;
            if (!limit)
                return refuse("--time-limit needs a number of seconds, up to 3600");
            arguments.request.limit = *limit;
        } else if (argument.size() > 1 && argument[0] == '-') {
            return refuse("there is no option " + std::string(argument));
        } else if (!arguments.request.file.empty()) {
            return refuse("one plugin at a time");
        } else {
            arguments.request.file = argv[i];
        }
    }
    if (arguments.request.file.empty())
        return refuse("which plugin?");
    for (const auto& file : arguments.request.music) {
        std::error_code error;
        if (!std::filesystem::is_regular_file(file, error))
            return refuse("there is no file " + stellatune::inUtf8(file));
    }
    return arguments;
}

} // namespace

int main(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--help") == 0) {
            std::fputs(kUsage, stdout);
            return 0;
        }
        if (std::strcmp(argv[i], "--version") == 0) {
            std::puts("stellatune-plugin-check " STELLATUNE_VERSION);
            return 0;
        }
    }
    const std::optional<Arguments> arguments = parse(argc, argv);
    if (!arguments)
        return 2;
    try {
        const stellatune::Report report = stellatune::inspect(arguments->request);
        std::fputs((arguments->asJson ? report.asJson() : report.asText()).c_str(), stdout);
        return report.exitCode();
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "stellatune-plugin-check: %s\n", exception.what());
        return 2;
    }
}
