#include "app/plugins/plugin_loan.h"

#include "pluginhost/base/log.h"
#include "pluginhost/base/small_file.h"
#include "pluginhost/host/event_queue.h"
#include "pluginhost/package/metadata_cache.h"
#include "pluginhost/package/store_folders.h"
#include "pluginhost/runtime/coordinator_settings.h"
#include "pluginhost/runtime/decoder_choice.h"
#include "pluginhost/runtime/store_keeper.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include <QTemporaryDir>

namespace stellatune {

namespace {

constexpr const char* kDomain = "plugins";
constexpr std::chrono::milliseconds kLoadLimit{10'000};
constexpr std::chrono::milliseconds kUnloadLimit{3'000};
constexpr size_t kLongestFile = 16U << 20;

} // namespace

Result<std::unique_ptr<PluginLoan>> PluginLoan::take(const std::filesystem::path& storeFolder,
                                                     std::string hostVersion)
{
    std::unique_ptr<PluginLoan> loan(new PluginLoan(storeFolder, std::move(hostVersion)));
    if (Result<void> read = loan->read(); !read)
        return read.error();
    return loan;
}

PluginLoan::PluginLoan(std::filesystem::path storeFolder, std::string hostVersion)
    : m_storeFolder(std::move(storeFolder)), m_hostVersion(std::move(hostVersion))
{
    m_registry.onWanted([this](const std::string& pluginId) {
        // Whoever wants it may not wait, and asks again; it is told once the plugin is there.
        const std::lock_guard lock(m_mutex);
        if (m_begun.insert(pluginId).second)
            m_loading.push_back(std::async(std::launch::async, [this, pluginId] { bring(pluginId); }));
    });
}

PluginLoan::~PluginLoan()
{
    std::vector<std::future<void>> loading;
    {
        const std::lock_guard lock(m_mutex);
        loading.swap(m_loading);
    }
    loading.clear(); // waits for each, which may want the lock
    for (const DesiredPlugin& plugin : m_enabled)
        m_registry.deactivate(plugin.id, ControlReason::ShuttingDown);
    for (LeaseRegistry::Unused& unused : m_registry.takeUnused()) {
        if (const UnloadOutcome outcome = unused.generation->unload(kUnloadLimit); !outcome.unmapped)
            log(LogLevel::Info, kDomain, "{} stays in memory: {}", unused.pluginId, outcome.reason);
    }
    std::error_code ignored;
    if (!m_copies.empty())
        std::filesystem::remove_all(m_copies, ignored);
}

Result<void> PluginLoan::read()
{
    const StoreFolders folders(m_storeFolder);
    const Result<std::string> text = readSmallFile(folders.desiredFile, kLongestFile);
    if (!text)
        return text.error().code == ErrorCode::NotFound ? Result<void>() : Result<void>(text.error());
    const Result<DesiredState> state = desiredStateFromJson(*text);
    if (!state)
        return state.error();
    if (const Result<std::string> order = readSmallFile(folders.decoderOrderFile, kLongestFile)) {
        if (Result<DecoderOrder> read = decoderOrderFromJson(*order))
            m_decoderOrder = std::move(*read);
    }
    for (const DesiredPlugin& plugin : state->plugins) {
        if (!plugin.enabled || plugin.uninstallPending)
            continue;
        // What the window has not looked at yet is not known.
        std::optional<PluginMetadata> known =
            readCachedMetadata(folders.installed / plugin.folder, plugin.fingerprint.sha256);
        if (!known)
            continue;
        m_metadata.push_back(std::move(*known));
        m_enabled.push_back(plugin);
        m_registry.announce(plugin.id, plugin.fingerprint);
    }
    return {};
}

void PluginLoan::load(const std::string& pluginId)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_begun.insert(pluginId).second)
            return;
    }
    bring(pluginId);
}

void PluginLoan::bring(const std::string& pluginId)
{
    const auto plugin =
        std::find_if(m_enabled.begin(), m_enabled.end(),
                     [&pluginId](const DesiredPlugin& enabled) { return enabled.id == pluginId; });
    if (plugin == m_enabled.end())
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (m_copies.empty()) {
            QTemporaryDir folder;
            folder.setAutoRemove(false);
            m_copies = folder.path().toStdU16String();
        }
    }
    CoordinatorSettings settings;
    settings.storeFolder = m_storeFolder;
    settings.hostVersion = m_hostVersion;
    PluginSurroundings surroundings;
    surroundings.pluginId = pluginId;
    surroundings.events = std::make_shared<EventQueue>();
    surroundings.control = m_control;
    surroundings.log = [pluginId](LogLevel level, const std::string& line) {
        log(level, kDomain, "{}: {}", pluginId, line);
    };
    Result<GenerationSource> source = StoreKeeper::sourceOf(settings, *plugin, std::move(surroundings));
    if (!source) {
        m_registry.refuse(pluginId, source.error().message);
        return;
    }
    // Out of the way of a window that tidies up the store's own.
    source->shadowFolder = m_copies / source->shadowFolder.filename();
    if (source->surroundings.packageFolder)
        source->surroundings.packageFolder = source->shadowFolder;
    Result<std::unique_ptr<PluginGeneration>> loaded = PluginGeneration::load(std::move(*source), kLoadLimit);
    if (!loaded) {
        m_registry.refuse(pluginId, loaded.error().message);
        return;
    }
    m_registry.activate(pluginId, std::move(*loaded), ControlReason::Enabled);
}

DecoderPlugins PluginLoan::decoders()
{
    DecoderPlugins decoders;
    decoders.candidates = [this](const std::string& extension) {
        return decoderCandidates(extension, m_decoderOrder, m_metadata);
    };
    decoders.bind = [this](const DecoderCandidate& candidate, std::function<void()> wake) {
        return m_registry.bind(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId,
                               std::move(wake));
    };
    return decoders;
}

} // namespace stellatune
