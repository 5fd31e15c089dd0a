#include "app/cli/arguments.h"

#include <map>
#include <sstream>

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

void addPlayOptions(CLI::App& command, RawPlay& raw, PlayArguments& play)
{
    static const std::map<std::string, ReplayGainMode> kGainModes{
        {"track", ReplayGainMode::Track}, {"album", ReplayGainMode::Album}, {"off", ReplayGainMode::Off}};
    static const std::map<std::string, RepeatMode> kRepeatModes{
        {"off", RepeatMode::Off}, {"all", RepeatMode::All}, {"one", RepeatMode::One}};
    static const std::map<std::string, ResampleQuality> kQualities{{"quick", ResampleQuality::Quick},
                                                                   {"medium", ResampleQuality::Medium},
                                                                   {"high", ResampleQuality::High},
                                                                   {"very-high", ResampleQuality::VeryHigh}};
    const auto oneOf = [](const auto& names) {
        return CLI::CheckedTransformer(names, CLI::ignore_case).description("");
    };

    command.add_option("files", raw.paths, "Files and folders; folders are searched for what can be played")
        ->required()
        ->type_name("FILE|FOLDER");
    command
        .add_option("-d,--device", raw.device,
                    "auto, null, file:PATH (.wav or .flac) or INTERFACE[:NAME]; see `devices`")
        ->type_name("DEVICE");
    command.add_option("--replaygain", play.replayGain.mode, "track, album or off (the default)")
        ->transform(oneOf(kGainModes))
        ->type_name("MODE");
    command.add_option("--preamp", play.replayGain.preampDb, "Added to ReplayGain, -20 to 20 dB")
        ->check(CLI::Range(-20.0, 20.0).description(""))
        ->type_name("DB");
    command
        .add_option("-v,--volume", play.volumePercent,
                    "0 to 100, as loud as it sounds; 100 leaves samples alone")
        ->check(CLI::Range(0.0, 100.0).description(""))
        ->type_name("PERCENT");
    command.add_flag("-s,--shuffle", play.shuffle, "In random order, each once");
    command.add_option("-r,--repeat", play.repeat, "off, all or one")
        ->transform(oneOf(kRepeatModes))
        ->type_name("MODE");
    command
        .add_option("--rate", raw.rate, "Resample everything to this rate instead of following each track's")
        ->check(CLI::Range(kMinSampleRate, kMaxSampleRate).description(""))
        ->type_name("HZ");
    command
        .add_option("--resampler", play.output.resampleQuality,
                    "quick, medium, high (the default) or very-high")
        ->transform(oneOf(kQualities))
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
