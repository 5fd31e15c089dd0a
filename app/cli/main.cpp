#include "app/cli/arguments.h"
#include "app/cli/commands.h"

#include <cstdio>
#include <exception>

namespace {

using namespace stellatune::cli;

struct Dispatch {
    int operator()(const Answer& answer) const
    {
        std::fputs(answer.text.c_str(), answer.exitCode == kExitOk ? stdout : stderr);
        return answer.exitCode;
    }
    int operator()(const PlayArguments& arguments) const { return runPlay(arguments); }
    int operator()(const DevicesArguments& arguments) const { return runDevices(arguments); }
    int operator()(const InfoArguments& arguments) const { return runInfo(arguments); }
    int operator()(const PluginsArguments& arguments) const { return runPlugins(arguments); }
};

} // namespace

int main(int argc, char** argv)
{
    try {
        return std::visit(Dispatch{}, parseArguments(argc, argv));
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "stellatune-cli: %s\n", failure.what());
        return kExitFailed;
    }
}
