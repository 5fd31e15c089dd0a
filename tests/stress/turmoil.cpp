#include "tests/stress/turmoil.h"

#include "engine/output/sink_address.h"
#include "pluginhost/runtime/decoder_choice.h"
#include "tests/fixtures/comes_true.h"
#include "tests/stress/fixture_package.h"
#include "tests/stress/watchful_plugin.h"

#include <algorithm>
#include <future>
#include <utility>

#include <fmt/format.h>

namespace stellatune::testing {

using namespace std::chrono_literals;

namespace {

const std::string kNumbers = "org.stellatune.test.numbers";
const std::string kShaping = "org.stellatune.test.shaping";
const std::string kRecorder = "org.stellatune.test.recorder";

/// Places in m_plugins.
enum Place : size_t { kDecoder, kOtherDecoder, kShapingNodes, kWatchfulNode, kSource, kLyrics, kSink };

} // namespace

Turmoil::Turmoil(std::filesystem::path folder, uint32_t seed, Sound sound)
    : m_folder(std::move(folder)), m_sound(sound), m_random(seed)
{
    const auto describe = [this](Place place, std::string id, std::vector<std::filesystem::path> packages) {
        m_plugins.at(place).id = std::move(id);
        m_plugins.at(place).packages = std::move(packages);
    };
    const auto watchful = [&](Place place, CapabilityKind kind, int builds) {
        std::vector<std::filesystem::path> packages;
        for (int build = 1; build <= builds; ++build)
            packages.push_back(packWatchful(m_folder, kind, build));
        describe(place, watchfulId(kind), std::move(packages));
    };
    describe(kDecoder, kNumbers,
             {packFixture(m_folder, "numbers_decoder_1", kNumbers, "1.0.0"),
              packFixture(m_folder, "numbers_decoder_2", kNumbers, "2.0.0")});
    describe(kOtherDecoder, kNumbers + "-too",
             {packFixture(m_folder, "numbers_decoder_3", kNumbers + "-too", "1.0.0")});
    describe(kShapingNodes, kShaping,
             {packFixture(m_folder, "shaping_dsp_1", kShaping, "1.0.0"),
              packFixture(m_folder, "shaping_dsp_2", kShaping, "2.0.0")});
    watchful(kWatchfulNode, CapabilityKind::Dsp, 1); // the second build doubles what it hears
    watchful(kSource, CapabilityKind::Source, 2);
    watchful(kLyrics, CapabilityKind::Lyrics, 2);
    std::vector<std::filesystem::path> sinks;
    for (const int build : m_sound.sinkStays ? std::vector{5, 6} : std::vector{1, 2, 5})
        sinks.push_back(packFixture(m_folder, fmt::format("recording_sink_{}", build), kRecorder,
                                    fmt::format("{}.0.0", build)));
    describe(kSink, kRecorder, std::move(sinks));
    std::filesystem::create_directory(sinkFolder());

    CoordinatorSettings settings;
    settings.storeFolder = m_folder / "store";
    settings.hostVersion = "1.0.0";
    m_runtime = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
    QObject::connect(m_runtime.get(), &PluginRuntimeCoordinator::planFailed, m_runtime.get(),
                     [this](const ApplyReport& report) {
                         for (const std::string& error : report.errors)
                             surprise("the convergence says: " + error);
                     });
    QueryDeskSetup desk;
    desk.bind = [this](const std::string& pluginId, CapabilityKind kind, const std::string& typeId,
                       std::function<void()> wake) {
        return m_runtime->registry().bind(pluginId, kind, typeId, std::move(wake));
    };
    desk.lyricsProviders = [] {
        return std::vector<ProviderId>{
            {watchfulId(CapabilityKind::Lyrics), watchfulType(CapabilityKind::Lyrics)}};
    };
    m_desk = std::make_unique<QueryDesk>(std::move(desk));
    for (Plugin& plugin : m_plugins)
        install(plugin, 0, "first install");
    comesTrue([this] { return underWay() == 0; }, 60s);
}

Turmoil::~Turmoil()
{
    for (const std::string& left : m_desk->shutDown(60s))
        surprise("the desk says: " + left);
    m_runtime.reset();
}

// ---- for the player ------------------------------------------------------------------------------------------------

DecoderPlugins Turmoil::decoders()
{
    DecoderPlugins decoders;
    decoders.candidates = [this](const std::string& extension) {
        std::vector<PluginMetadata> enabled;
        for (PluginStatus& plugin : m_runtime->plugins()) {
            if (plugin.state == PluginStatus::State::Enabled || plugin.state == PluginStatus::State::Loaded)
                enabled.push_back(std::move(plugin.metadata));
        }
        return decoderCandidates(extension, {}, enabled);
    };
    decoders.bind = [this](const DecoderCandidate& candidate, std::function<void()> wake) {
        return m_runtime->registry().bind(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId,
                                          std::move(wake));
    };
    return decoders;
}

DspPlugins Turmoil::dsp()
{
    return {[this](const std::string& pluginId, const std::string& typeId, std::function<void()> wake) {
        return m_runtime->registry().bind(pluginId, CapabilityKind::Dsp, typeId, std::move(wake));
    }};
}

DspSpec Turmoil::calmDsp() const
{
    const std::string watchful = watchfulId(CapabilityKind::Dsp);
    return {{{1, kShaping, "gain", fmt::format(R"({{"gain": {}}})", m_sound.gain), false},
             {2, watchful, watchfulType(CapabilityKind::Dsp), "{}", false}},
            {{3, kShaping, "delay", R"({"frames": 500})", false}}};
}

SinkPlugins Turmoil::sinks()
{
    return {[this](const std::string& pluginId, const std::string& typeId, std::function<void()> wake) {
        return m_runtime->registry().bind(pluginId, CapabilityKind::Output, typeId, std::move(wake));
    }};
}

DeviceChoice Turmoil::sink()
{
    return choiceOf({kRecorder, "recorder", ""});
}

std::string Turmoil::slowSinkConfig() const
{
    return fmt::format(R"({{"folder": "{}", "accepts": 200}})", sinkFolder().string());
}

std::string Turmoil::calmSinkConfig() const
{
    return fmt::format(R"({{"folder": "{}"}})", sinkFolder().string());
}

/// Little at a time, so that it is slow enough for the operations to meet it, with the same instance or
/// another.
std::string Turmoil::nextSinkConfig()
{
    const std::array<int, 3> accepts{50, 100, 200};
    return fmt::format(R"({{"folder": "{}", "plan": "{}", "accepts": {}}})", sinkFolder().string(),
                       m_random() % 3 == 0 ? "recreate" : "hot", accepts.at(m_random() % accepts.size()));
}

DspSpec Turmoil::nextDsp()
{
    std::vector<DspNodeSpec> nodes = calmDsp().beforeMapping;
    nodes.push_back(calmDsp().afterMapping.front());
    // The settings: another instance, or another latency.
    if (m_random() % 2 == 0)
        nodes[0].config =
            fmt::format(R"({{"gain": {}, "plan": "recreate", "wish": {}}})", m_sound.gain, m_random() % 1000);
    nodes[2].config = fmt::format(R"({{"frames": {}}})", m_random() % 3 * 700);
    nodes[1 + m_random() % 2].bypassed = m_random() % 2 == 0;
    std::shuffle(nodes.begin(), nodes.end(), m_random);
    DspSpec spec;
    for (DspNodeSpec& node : nodes)
        (m_random() % 2 == 0 ? spec.beforeMapping : spec.afterMapping).push_back(std::move(node));
    return spec;
}

// ---- operations ----------------------------------------------------------------------------------------------------

void Turmoil::begin(const Listener& listener)
{
    for (;;) {
        const size_t which = m_random() % (m_plugins.size() + (listener.setSinkConfig ? 4 : 2));
        if (which >= m_plugins.size() + 2) {
            listener.setSinkConfig(nextSinkConfig());
            ++m_operations["reconfigure the sink"];
            return;
        }
        if (which >= m_plugins.size()) {
            listener.setDsp(nextDsp());
            ++m_operations["reconfigure"];
            return;
        }
        if (begin(m_plugins[which]))
            return;
    }
}

/// False when nothing can be done to it now.
bool Turmoil::begin(Plugin& plugin)
{
    if (plugin.isBusy.load())
        return false;
    if (!plugin.isInstalled) {
        install(plugin, m_random() % plugin.packages.size(), "install");
        return true;
    }
    const size_t another = (plugin.build + 1) % plugin.packages.size();
    switch (m_random() % 8) {
    case 0:
    case 1:
    case 2:
        if (another == plugin.build)
            return false;
        install(plugin, another, another > plugin.build ? "update" : "downgrade");
        return true;
    case 3:
        if (isNeeded(plugin))
            return false;
        plugin.isInstalled = plugin.isEnabled = false;
        m_runtime->uninstall(plugin.id, m_random() % 2 == 0, done(plugin, "uninstall"));
        return true;
    default:
        if (plugin.isEnabled && isNeeded(plugin))
            return false;
        plugin.isEnabled = !plugin.isEnabled;
        m_runtime->setEnabled(plugin.id, plugin.isEnabled,
                              done(plugin, plugin.isEnabled ? "enable" : "disable"));
        return true;
    }
}

/// Without it nobody would decode the music, or store it.
bool Turmoil::isNeeded(const Plugin& plugin) const
{
    if (&plugin == &m_plugins[kSink])
        return m_sound.sinkStays;
    if (&plugin != &m_plugins[kDecoder] && &plugin != &m_plugins[kOtherDecoder])
        return false;
    const Plugin& other = m_plugins[&plugin == &m_plugins[kDecoder] ? kOtherDecoder : kDecoder];
    return other.isBusy.load() || !other.isInstalled || !other.isEnabled;
}

void Turmoil::install(Plugin& plugin, size_t build, const char* name)
{
    if (!plugin.isInstalled)
        plugin.isEnabled = true;
    plugin.isInstalled = true;
    plugin.build = build;
    m_runtime->examine(plugin.packages[build],
                       [this, done = done(plugin, name)](Result<InstallCandidate> candidate) {
                           InstallConsent consent;
                           consent.downgrade = true;
                           if (candidate)
                               m_runtime->install(std::move(*candidate), consent, done);
                           else
                               done({candidate.error(), std::nullopt});
                       });
}

PluginRuntimeCoordinator::Done Turmoil::done(Plugin& plugin, const char* name)
{
    ++m_operations[name];
    ++m_underWay;
    plugin.isBusy = true;
    return [this, &plugin, name](const IntentResult& result) {
        if (result.error)
            surprise(fmt::format("{} of {}: {}", name, plugin.id, result.error->message));
        if (result.report && result.report->reloadedUnchanged > 0)
            surprise(fmt::format("{} of {} loaded an unchanged plugin again", name, plugin.id));
        plugin.isBusy = false;
        --m_underWay;
    };
}

void Turmoil::ask()
{
    if (m_asked.load() > 0)
        return;
    const auto answered = [this](const auto& reply) {
        if (reply.value)
            ++m_answers; // or else the plugin is away
        --m_asked;
    };
    m_asked += 2;
    const ProviderId source{watchfulId(CapabilityKind::Source), watchfulType(CapabilityKind::Source)};
    m_desk->listSource(source, "{}", answered);
    m_desk->searchLyrics({"/music/a.flac", "A title", "An artist", "", 0}, answered);
}

bool Turmoil::calm(const std::function<void()>& meanwhile)
{
    const auto ends = [this, &meanwhile] {
        meanwhile();
        return underWay() == 0 && m_asked.load() == 0;
    };
    if (!comesTrue(ends, 60s))
        return false;
    for (Plugin& plugin : m_plugins) {
        if (!plugin.isInstalled)
            install(plugin, 0, "install");
        else if (!std::exchange(plugin.isEnabled, true))
            m_runtime->setEnabled(plugin.id, true, done(plugin, "enable"));
    }
    if (!comesTrue(ends, 60s))
        return false;
    m_desk->drop();
    return comesTrue(
        [this, &meanwhile] {
            meanwhile();
            std::promise<size_t> left;
            m_runtime->collect(std::nullopt, [&left](const std::vector<LeaseView>& leases) {
                left.set_value(leases.size());
            });
            return left.get_future().get() == 0 && m_runtime->status() != ApplyMachine::Status::Applying;
        },
        60s);
}

void Turmoil::surprise(std::string what)
{
    const std::lock_guard lock(m_mutex);
    if (m_surprises.size() < 20)
        m_surprises.push_back(std::move(what));
}

std::vector<std::string> Turmoil::surprises() const
{
    const std::lock_guard lock(m_mutex);
    return m_surprises;
}

} // namespace stellatune::testing
