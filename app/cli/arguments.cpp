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
  stellatune-cli play --sink output.file:/tmp/album *.mod
                                               to an output of a plugin; plugins decode, too
  stellatune-cli info --json song.mp3          format, tags and exact length for a script
  stellatune-cli plugins install aac.stplugin  after asking; a running window uses it at once
  stellatune-cli plugins install --watch build/aac.so
                                               again after each build, for authors; see `plugins --help`

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

/// A word, which may not be left empty: that would silently mean the default.
template <typename Target>
CLI::Option* addText(CLI::App& command, const std::string& option, Target& target, const std::string& type,
                     const std::string& help)
{
    const auto read = [&target, option, type](const std::string& text) {
        if (text.empty())
            throw CLI::ValidationError(option, fmt::format("it takes {}, not an empty text", type));
        target = text;
    };
    return command.add_option_function<std::string>(option, read, help)->type_name(type);
}

void addPlayOptions(CLI::App& command, RawPlay& raw, PlayArguments& play)
{
    command.add_option("files", raw.paths, "Files and folders; folders are searched for what can be played")
        ->required()
        ->type_name("FILE|FOLDER");
    addText(command, "-d,--device", raw.device, "DEVICE",
            "auto, null, file:PATH (.wav or .flac) or INTERFACE[:NAME]; see `devices`");
    addText(command, "--sink", play.sink, "PLUGIN[:TARGET]",
            "An output of a plugin: its id, or the end of it; without TARGET its default one, which "
            "is told; --no-fades is implied")
        ->excludes("--device");
    addText(command, "--dsp", play.dspFile, "FILE.json",
            "A DSP preset, through whose plugins the sound goes; the window's settings are not read");
    addText(command, "--data-dir", play.dataFolder, "DIR",
            "Where the plugins are, when not at the usual place");
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
    addText(command, "--stats-json", play.statsPath, "PATH",
            "Write what happened and how well there at the end; - is stdout");
    command.add_flag("--verbose", play.verbose, "Log what the engine does");
}

/// What scripts may rely on; members may be added.
constexpr const char* kPluginsFooter =
    R"(Each works on the plugins of a data folder: through the window when one runs with it, which
carries it out at once, and by itself otherwise.

With --json the answer is one document on stdout, or one object a line with --watch and --follow;
each subcommand's help has its shape. Whatever was not done, or not agreed to, is told by a member
"error": {"code", "domain", "message"}; "plugin" and "report" are beside it when it came to them.
Messages for people are on stderr either way, and those about wrong options are only there.

Exit codes: 0 done, 1 failed or not agreed to, 2 wrong usage. --watch and --follow end at Ctrl-C,
with 0.)";

constexpr const char* kCommonOptions = "Also --json and --data-dir DIR, as `plugins --help` tells.\n\n";

constexpr const char* kListShape = R"(--json: {"window": whether one runs, "plugins": [{
  "id", "name", "version", "author", "license", "description", "homepage", "sha256",
  "state": "disabled", "enabled" (loaded when it is needed), "loaded", "failed" or "leaving",
  "enabled": true or false, "detail": why it failed,
  "capabilities": [{"kind": "decoder", "dsp", "source", "lyrics" or "output", "type", "name",
                    "extensions": [{"extension", "score"}]}],
  "in_use_by": [{"type", "instances": number}]}]})";

constexpr const char* kReportShape = R"(--json: {"report": {
  "started_at": UTC, "status": "applied" or "failed",
  "plan": {"load_new", "reload_changed", "deactivate", "collect"}: how many,
  "outcomes": [{"action": as in plan, "plugin": id,
                "outcome": "done", "announced", "stale", "failed" or "reverted", "detail"}],
  "plan_ms", "execute_ms", "total_ms", "coalesced_requests", "loops", "reclaimed_leases",
  "draining_leases", "reload_unchanged_plugins_total", "errors": [text]}})";

constexpr const char* kInstallShape =
    R"(Before it is installed you are told what it is and asked. Without a terminal to ask on, --yes is
needed. An update takes over while music plays; when it cannot be loaded, the version before is back
in use.

--watch follows an author's builds: PATH may be a folder as well, whose newest package or library
counts. Each build that is complete and of new content is installed; one that cannot be used leaves
the one before it active. One line tells of each, until Ctrl-C.

--json: {"plugin": {...}, "report": {...}}, the report as `plugins apply --help` has it, and the
plugin {"id", "name", "version", "author", "license", "description", "homepage", "sha256",
"capabilities" as in `plugins list --help`, "replaces": a version or null, "enabled",
"is_same_build", "is_downgrade", "is_from_other_source"}. With --watch such an object, or
one with an "error", is a line for each build, and "request_ms" tells how long it took.)";

constexpr const char* kStatusShape =
    R"(--json: {"window": whether one runs, "status": "idle", "applying", "applied" or "failed",
"plugins", "enabled", "loaded", "failed", "leases", "draining_or_resident": how many,
"last_report": as `plugins apply --help` has it, or null})";

constexpr const char* kHistoryShape =
    R"(--json: {"reports": [as `plugins apply --help` has it]}, newest last, 100 at most.)";

constexpr const char* kLeasesShape =
    R"(--json: {"window": whether one runs, "leases": [{"plugin", "load": counts what was loaded,
"state": "current", "retired" or "resident", "holders": how many,
"instances": [{"type", "running": the function it is in, or null}], "detail"}]})";

constexpr const char* kLogShape =
    R"(--json: {"window": whether one runs, "lines": [{"number", "time_ms": since 1970, "level": "debug",
"info", "warning" or "error", "plugin", "text"}], "last": number of the last line}. With --follow
each line is an object of its own.)";

void addInstallOptions(CLI::App& install, PluginsArguments& plugins)
{
    install.add_option("file", plugins.target, "A .stplugin package or a plugin's library")
        ->required()
        ->type_name("PATH");
    install.add_flag("--watch", plugins.watch, "Install it again whenever it was built again");
    install.add_flag("-y,--yes", plugins.yes, "Do not ask");
    install.add_flag("--allow-downgrade", plugins.allowDowngrade, "Also in place of a later version");
    install.add_flag("--allow-other-source", plugins.allowOtherSource,
                     "Also in place of another author's plugin of that id");
}

void addUninstallOptions(CLI::App& uninstall, PluginsArguments& plugins)
{
    CLI::Option* const keep = uninstall.add_flag_callback(
        "--keep-settings", [&plugins] { plugins.keepSettings = true; },
        "For when it is installed again; the default");
    uninstall
        .add_flag_callback(
            "--remove-settings", [&plugins] { plugins.keepSettings = false; }, "Its settings and data too")
        ->excludes(keep);
    uninstall.add_flag("-y,--yes", plugins.yes, "Do not ask about the settings");
}

void addPluginsCommands(CLI::App& app, PluginsArguments& plugins)
{
    using Action = PluginsArguments::Action;
    CLI::App* const command =
        app.add_subcommand("plugins", "List, install and switch plugins, through the window when it runs");
    command->require_subcommand(1);
    command->footer(kPluginsFooter);
    command->add_flag("--json", plugins.json, "For programs");
    addText(*command, "--data-dir", plugins.dataFolder, "DIR",
            "The window's, when it has another one than usual");
    const auto add = [&](Action action, const std::string& name, const std::string& help,
                         const char* footer) {
        CLI::App* const sub = command->add_subcommand(name, help)->fallthrough();
        sub->footer(std::string(kCommonOptions) + footer);
        sub->parse_complete_callback([&plugins, action] { plugins.action = action; });
        return sub;
    };
    const auto addId = [&](Action action, const std::string& name, const std::string& help) {
        CLI::App* const sub = add(action, name, help, kReportShape);
        sub->add_option("id", plugins.target, "As `plugins list` tells it")->required()->type_name("ID");
        return sub;
    };

    add(Action::List, "list", "What is installed, its state and what it is used for", kListShape);
    addInstallOptions(
        *add(Action::Install, "install", "Install a package or a library, or update it", kInstallShape),
        plugins);
    addUninstallOptions(*addId(Action::Uninstall, "uninstall", "Remove a plugin, once nothing uses it"),
                        plugins);
    addId(Action::Enable, "enable", "Switch a plugin on");
    addId(Action::Disable, "disable", "Switch a plugin off; music goes on without it");
    add(Action::Apply, "apply", "Look for changed files, load what is enabled, try again what failed",
        kReportShape);
    add(Action::Status, "status", "Whether all is as it should be", kStatusShape);
    add(Action::History, "history", "What was done, newest last", kHistoryShape);
    add(Action::Leases, "leases", "Which builds are loaded in the window, and for whom", kLeasesShape);
    CLI::App* const log = add(Action::Log, "log", "What plugins said, also in windows of before", kLogShape);
    log->add_flag("-f,--follow", plugins.follow, "Go on with what they say from now on");
    addText(*log, "--plugin", plugins.target, "ID", "Of one plugin only");
    addNumber<size_t>(*log, "--lines", plugins.lines, 1, 2000, "How many, the newest; 20 if not said")
        ->type_name("N");
}

std::vector<std::filesystem::path> toPaths(const std::vector<std::string>& names)
{
    return {names.begin(), names.end()};
}

Answer wrongUsage(const std::string& complaint, const std::string& command = "stellatune-cli")
{
    return {kExitUsage, fmt::format("stellatune-cli: {}\nTry `{} --help`.\n", complaint, command)};
}

/// "stellatune-cli plugins enable", as far as it was understood.
std::string understood(const CLI::App& app)
{
    std::string command = app.get_name();
    for (const CLI::App* sub : app.get_subcommands())
        command += ' ' + understood(*sub);
    return command;
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
    if (raw.noFades || !play.sink.empty()) {
        constexpr std::chrono::milliseconds kNone{0};
        play.fades = {kNone, kNone, kNone, kNone, kNone};
    }
    return play;
}

} // namespace

Arguments parseArguments(int argc, const char* const* argv)
{
    CLI::App app{
        "Plays music without gaps, tells what is in it, lists what it can be played on, and looks after "
        "plugins."};
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

    PluginsArguments plugins;
    addPluginsCommands(app, plugins);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& request) {
        std::ostringstream text;
        app.exit(request, text, text);
        return Answer{kExitOk, text.str()};
    } catch (const CLI::ParseError& failure) {
        return wrongUsage(failure.what(), understood(app));
    }

    if (playCommand->parsed())
        return completePlay(rawPlay, std::move(play));
    if (devicesCommand->parsed())
        return devices;
    if (infoCommand->parsed()) {
        info.paths = toPaths(infoPaths);
        return info;
    }
    return plugins;
}

} // namespace stellatune::cli
