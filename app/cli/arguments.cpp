#include "app/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace stellatune::cli {

namespace {

constexpr const char* kFooter = R"(Examples:
  stellatune-cli play ~/Music/Album            a folder, in the order of its names
  stellatune-cli play --device pulse *.flac    through PulseAudio's default output
  stellatune-cli play --device file:album.flac disc1/ disc2/
                                               into one file, without gaps, as fast as it goes
  stellatune-cli info --json song.mp3          format, tags and exact length for a script

Exit codes: 0 all played, 1 some file failed, 2 wrong usage; 130 after Ctrl-C, 143 after
SIGTERM, 129 after SIGHUP. The first Ctrl-C fades out and stops, a second one ends at once.)";

/// Options land here and become PlayArguments once all are known to be well-formed.
struct RawPlay {
    std::vector<std::string> paths;
    std::string device = "auto";
    std::optional<uint32_t> rate;
    bool noFades = false;
};

/// A number from `low` to `high`; CLI11's own check lets NaN through.
template <typename Number, typename Target>
CLI::Option* addNumber(CLI::App& command, const std::string& option, Target& target, Number low, Number high,
                       const std::string& help)
{
    const auto read = [&target, option, low, high](const std::string& text) {
        Number value{};
        const char* const end = text.data() + text.size();
        const auto result = std::from_chars(text.data(), end, value);
        if (result.ec != std::errc{} || result.ptr != end || !(value >= low && value <= high))
            throw CLI::ValidationError(option,
                                       fmt::format("'{}' is not a number from {} to {}", text, low, high));
        target = value;
    };
    return command.add_option_function<std::string>(option, read, help);
}

template <typename Enum>
using Names = std::vector<std::pair<std::string, Enum>>;

/// A word of `names`.
template <typename Enum>
CLI::Option* addChoice(CLI::App& command, const std::string& option, Enum& target, Names<Enum> names,
                       const std::string& help)
{
    const auto read = [&target, option, names = std::move(names)](const std::string& text) {
        const auto name =
            std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == text; });
        if (name == names.end())
            throw CLI::ValidationError(option, fmt::format("it cannot be '{}'", text));
        target = name->second;
    };
    return command.add_option_function<std::string>(option, read, help);
}

void addPlayOptions(CLI::App& command, RawPlay& raw, PlayArguments& play)
{
    command.add_option("files", raw.paths, "Files and folders; folders are searched for what can be played")
        ->required()
        ->type_name("FILE|FOLDER");
    command
        .add_option("-d,--device", raw.device,
                    "auto, null, file:PATH (.wav or .flac) or INTERFACE[:NAME]; see `devices`")
        ->type_name("DEVICE");
    addChoice<ReplayGainMode>(
        command, "--replaygain", play.replayGain.mode,
        {{"track", ReplayGainMode::Track}, {"album", ReplayGainMode::Album}, {"off", ReplayGainMode::Off}},
        "track, album or off (the default)")
        ->type_name("MODE");
    addNumber(command, "--preamp", play.replayGain.preampDb, -20.0, 20.0, "Added to ReplayGain, -20 to 20 dB")
        ->type_name("DB");
    addNumber(command, "--volume", play.volumePercent, 0.0, 100.0,
              "0 to 100, as loud as it sounds; 100 leaves samples alone")
        ->type_name("PERCENT");
    command.add_flag("--shuffle", play.shuffle, "In random order, each once");
    addChoice<RepeatMode>(command, "--repeat", play.repeat,
                          {{"off", RepeatMode::Off}, {"all", RepeatMode::All}, {"one", RepeatMode::One}},
                          "off (the default), all or one")
        ->type_name("MODE");
    addNumber(command, "--rate", raw.rate, kMinSampleRate, kMaxSampleRate,
              "Resample everything to this rate instead of following each track's")
        ->type_name("HZ");
    addChoice<ResampleQuality>(command, "--resampler", play.output.resampleQuality,
                               {{"quick", ResampleQuality::Quick},
                                {"medium", ResampleQuality::Medium},
                                {"high", ResampleQuality::High},
                                {"very-high", ResampleQuality::VeryHigh}},
                               "quick, medium, high (the default) or very-high")
        ->type_name("QUALITY");
    command.add_flag("--no-fades", raw.noFades, "Start and stop hard");
    command
        .add_option("--stats-json", play.statsPath,
                    "Write what happened and how well there at the end; - is stdout")
        ->type_name("PATH");
    command.add_flag("--verbose", play.verbose, "Log what the engine does");
}

std::vector<std::filesystem::path> toPaths(const std::vector<std::string>& names)
{
    return {names.begin(), names.end()};
}

Answer wrongUsage(const std::string& complaint)
{
    return {kExitUsage, fmt::format("stellatune-cli: {}\nTry `stellatune-cli --help`.\n", complaint)};
}

Arguments completePlay(const RawPlay& raw, PlayArguments play)
{
    Result<DeviceChoice> device = parseDeviceChoice(raw.device);
    if (!device)
        return wrongUsage(device.error().message);
    play.output.device = *device;
    play.paths = toPaths(raw.paths);
    if (raw.rate) {
        play.output.ratePolicy = RatePolicy::Fixed;
        play.output.fixedRate = *raw.rate;
    }
    if (raw.noFades) {
        constexpr std::chrono::milliseconds kNone{0};
        play.fades = {kNone, kNone, kNone, kNone, kNone};
    }
    return play;
}

} // namespace

Arguments parseArguments(int argc, const char* const* argv)
{
    CLI::App app{"Plays music without gaps, tells what is in it, and lists what it can be played on."};
    app.name("stellatune-cli");
    app.footer(kFooter);
    app.set_version_flag("--version", "stellatune-cli " STELLATUNE_VERSION);
    app.require_subcommand(1);

    RawPlay rawPlay;
    PlayArguments play;
    CLI::App* const playCommand = app.add_subcommand("play", "Play files and folders");
    addPlayOptions(*playCommand, rawPlay, play);

    DevicesArguments devices;
    CLI::App* const devicesCommand = app.add_subcommand("devices", "List what `play --device` takes");
    devicesCommand->add_flag("--json", devices.json, "For programs");

    InfoArguments info;
    std::vector<std::string> infoPaths;
    CLI::App* const infoCommand =
        app.add_subcommand("info", "Tell format, exact length, tags and ReplayGain");
    infoCommand->add_option("files", infoPaths, "Files to tell about")->required()->type_name("FILE");
    infoCommand->add_flag("--json", info.json, "For programs: one array with an object for each file");

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& request) {
        std::ostringstream text;
        app.exit(request, text, text);
        return Answer{kExitOk, text.str()};
    } catch (const CLI::ParseError& failure) {
        return wrongUsage(failure.what());
    }

    if (playCommand->parsed())
        return completePlay(rawPlay, std::move(play));
    if (devicesCommand->parsed())
        return devices;
    info.paths = toPaths(infoPaths);
    return info;
}

} // namespace stellatune::cli
