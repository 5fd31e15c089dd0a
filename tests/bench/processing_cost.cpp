#include "tests/bench/measurements.h"
#include "tests/bench/performers.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

constexpr uint32_t kTrackRate = 44'100; // Hz
constexpr uint32_t kOtherRate = 48'000;
// dB: at the octaves from 31 Hz on, and before all of them.
constexpr const char* kGains = "4,-3,5,-4,3,-2,4,-5,3,-4";
constexpr int kPreGain = -8;

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void writeFile(const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

/// Players, each on a sink of its own: the shortest queue at a sink decides how often all who share it are
/// woken up.
class Cast {
  public:
    explicit Cast(const Stage& stage) : m_stage(stage) {}

    bool addOurs(const std::string& name, uint32_t rate, const std::vector<std::string>& options);
    /// `settings`: its configuration file; `plugins`: its list of them.
    bool addAudacious(const std::string& name, uint32_t rate, const std::string& settings,
                      const std::string& plugins);
    bool addMpd(const std::string& name, uint32_t rate);

    std::vector<Performer>& performers() { return m_performers; }

  private:
    bool add(Performer performer, uint32_t rate)
    {
        performer.rate = rate;
        m_performers.push_back(std::move(performer));
        return true;
    }
    std::optional<std::string> makeSink(uint32_t rate)
    {
        const std::string name = fmt::format("silence-{}", m_performers.size() + 1);
        return m_stage.addSink(name, rate) ? std::optional(name) : std::nullopt;
    }

    const Stage& m_stage;
    std::vector<Performer> m_performers;
};

bool Cast::addOurs(const std::string& name, uint32_t rate, const std::vector<std::string>& options)
{
    const auto sink = makeSink(rate);
    std::vector<std::string> command{m_stage.program("stellatune-cli"), "play", "--device",
                                     "pulse:" + sink.value_or("")};
    command.insert(command.end(), options.begin(), options.end());
    return sink && add(startPlayer(m_stage, name, command), rate);
}

bool Cast::addAudacious(const std::string& name, uint32_t rate, const std::string& settings,
                        const std::string& plugins)
{
    const std::filesystem::path folder =
        std::filesystem::path(m_stage.environmentFor(name).at("XDG_CONFIG_HOME")) / "audacious";
    writeFile(folder / "config", settings);
    writeFile(folder / "plugin-registry", plugins);
    const auto sink = makeSink(rate);
    return sink &&
           add(startPlayer(m_stage, name, {"audacious", "-H"}, {{"PULSE_SINK", sink.value_or("")}}), rate);
}

bool Cast::addMpd(const std::string& name, uint32_t rate)
{
    const auto sink = makeSink(rate);
    return sink &&
           add(startMpd(m_stage, name, fmt::format("  sink \"{}\"\n  format \"{}:16:2\"\n", *sink, rate)),
               rate);
}

/// The list of its plugins, which Audacious makes when it ends. Empty, with a message on stderr, when it does
/// not.
std::string audaciousPlugins(const Stage& stage)
{
    const std::string name = "audacious rehearsal";
    const Performer rehearsal = startPlayer(stage, name, {"audacious", "-H"});
    waitUntilPlaying(stage, rehearsal);
    rehearsal.process->end();
    const std::filesystem::path folder = stage.environmentFor(name).at("XDG_CONFIG_HOME");
    std::string plugins = readFile(folder / "audacious" / "plugin-registry");
    if (plugins.empty())
        fmt::print(stderr, "stellatune-bench: audacious does not tell of its plugins\n");
    return plugins;
}

std::string withEffectOn(std::string plugins, const std::string& effect)
{
    const std::string off = "\nenabled 0";
    const size_t entry = plugins.find("/" + effect + ".so\n");
    const size_t state = entry == std::string::npos ? entry : plugins.find(off, entry);
    if (state != std::string::npos)
        plugins.replace(state, off.size(), "\nenabled 1");
    return plugins; // without the effect the stream has another rate than it should
}

/// The arguments that let us equalize; none when the plugin cannot be installed.
std::optional<std::vector<std::string>> equalizerOptions(const Stage& stage, const std::string& report)
{
    const std::string folder = (stage.folder() / "equalizer").string();
    const std::string package = stage.program("../plugins/dsp-equalizer/dsp-equalizer.stplugin");
    if (!runs({stage.program("stellatune-cli"), "plugins", "install", "--yes", "--data-dir", folder, package},
              stage.environmentFor("installer"))) {
        fmt::print(stderr, "stellatune-bench: cannot install {}\n", package);
        return std::nullopt;
    }
    const std::string preset = folder + "/preset.json";
    writeFile(preset,
              fmt::format(R"({{"version": 1, "before_mapping": [{{"plugin": "org.stellatune.dsp.equalizer", )"
                          R"("type": "graphic", "config": {{"gains": [{}], "pre_gain": {}, )"
                          R"("headroom": false}}}}]}})",
                          kGains, kPreGain));
    return std::vector<std::string>{"--dsp", preset, "--data-dir", folder, "--stats-json", report};
}

} // namespace

bool measureProcessingCost(const Stage& stage, std::chrono::seconds duration, std::vector<Figure>& figures)
{
    const std::string plugins = audaciousPlugins(stage);
    const std::filesystem::path report = stage.folder() / "equalized.json";
    const auto equalizer = equalizerOptions(stage, report.string());
    if (plugins.empty() || !equalizer)
        return false;

    Cast cast(stage);
    const bool ready =
        cast.addOurs("stellatune-cli equalizes", kTrackRate, *equalizer) &&
        cast.addAudacious("audacious -H", kTrackRate,
                          fmt::format("[audacious]\nequalizer_active=TRUE\nequalizer_bands={}\n"
                                      "equalizer_preamp={}\n",
                                      kGains, kPreGain),
                          plugins) &&
        cast.addOurs("stellatune-cli resamples", kOtherRate, {"--rate", std::to_string(kOtherRate)}) &&
        // Its converter is libsamplerate at the default, as mpd's is.
        cast.addAudacious("audacious -H, libsamplerate", kOtherRate,
                          fmt::format("[resample]\ndefault-rate={}\n", kOtherRate),
                          withEffectOn(plugins, "resample")) &&
        cast.addMpd("mpd, libsamplerate", kOtherRate) &&
        cast.addAudacious("audacious -H, soxr", kOtherRate, fmt::format("[soxr]\nrate={}\n", kOtherRate),
                          withEffectOn(plugins, "sox-resampler"));
    std::vector<Performer>& performers = cast.performers();
    if (!ready || !perform(stage, performers, duration))
        return false;

    const Performer& equalized = performers[0];
    equalized.process->end();
    if (readFile(report).find(", DSP\"") == std::string::npos) {
        fmt::print(stderr, "stellatune-bench: {} does not\n", equalized.name);
        return false;
    }
    figures.push_back({"Playing with 10 bands equalized", "CPU s/min", equalized.cpuPerMinute,
                       performers[1].name, performers[1].cpuPerMinute, 1.0});
    for (size_t i = 3; i < performers.size(); ++i) {
        const bool isSameConverter = i == 5; // as ours: for information
        figures.push_back({"Playing resampled to 48 kHz", "CPU s/min", performers[2].cpuPerMinute,
                           performers[i].name, performers[i].cpuPerMinute,
                           isSameConverter ? std::nullopt : std::optional(1.0)});
    }
    return true;
}

} // namespace stellatune::bench
