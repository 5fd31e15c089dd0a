// What the command line asks for.
#pragma once

#include "engine/control/player.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace stellatune::cli {

/// Exit codes, as `--help` documents them.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitSignalBase = 128; ///< plus the signal's number

struct PlayArguments {
    std::vector<std::filesystem::path> paths;
    OutputSettings output;
    FadeSettings fades;
    ReplayGainSettings replayGain;
    double volumePercent = 100.0;
    bool shuffle = false;
    RepeatMode repeat = RepeatMode::Off;
    std::optional<std::string> statsPath; ///< "-" is stdout
    std::string sink;                     ///< as sinkOf() reads it; empty: the device of `output`
    std::string dspFile;                  ///< a preset; empty: none
    std::string dataFolder;               ///< of the plugins; empty: the window's usual one
    bool verbose = false;
};

struct DevicesArguments {
    bool json = false;
};

struct InfoArguments {
    std::vector<std::filesystem::path> paths;
    bool json = false;
};

struct PluginsArguments {
    enum class Action : uint8_t {
        List,
        Install,
        Uninstall,
        Enable,
        Disable,
        Apply,
        Status,
        History,
        Leases,
        Log
    };

    Action action = Action::List;
    std::string target;     ///< a file for install, an id for those that concern one plugin
    std::string dataFolder; ///< empty: the window's usual one
    bool json = false;
    bool yes = false;
    bool allowDowngrade = false;
    bool allowOtherSource = false;
    bool watch = false;
    std::optional<bool> keepSettings;
    bool follow = false;
    size_t lines = 20; ///< of the log, newest
};

/// Nothing is left to do but to say this: help and version on stdout, complaints on stderr.
struct Answer {
    int exitCode = kExitOk;
    std::string text;
};

using Arguments = std::variant<Answer, PlayArguments, DevicesArguments, InfoArguments, PluginsArguments>;

Arguments parseArguments(int argc, const char* const* argv);

} // namespace stellatune::cli
