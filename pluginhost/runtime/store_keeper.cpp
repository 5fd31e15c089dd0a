#include "pluginhost/runtime/store_keeper.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"
#include "pluginhost/module/residency.h"
#include "pluginhost/package/build_files.h"
#include "pluginhost/package/store_folders.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <optional>
#include <regex>
#include <system_error>
#include <utility>

#include <QCoreApplication>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "plugins";

} // namespace

StoreKeeper::StoreKeeper(const CoordinatorSettings& settings, std::shared_ptr<PluginOverview> overview,
                         std::shared_ptr<PluginLog> log)
    : m_folder(settings.storeFolder), m_remembersCrashes(settings.remembersCrashes), m_probe(settings.probe),
      m_overview(std::move(overview)), m_log(std::move(log)), m_logFile(m_folder)
{
    m_probe.stop = m_stopsProbes;
}

Result<DesiredState> StoreKeeper::open()
{
    Result<std::unique_ptr<PluginStore>> store = PluginStore::open(m_folder, m_probe);
    if (!store) {
        m_failure = store.error();
        m_overview->setStoreFailure(m_failure);
        log(LogLevel::Error, kDomain, "{}", m_failure.message);
        return m_failure;
    }
    m_store = std::move(*store);
    m_log->beginWith(m_logFile.read());
    removeOldShadows();
    if (const Result<DesiredState> scanned = m_store->rescan(); !scanned)
        log(LogLevel::Warning, kDomain, "{}", scanned.error().message);
    if (m_remembersCrashes) { // otherwise the notes are left to whoever can tell the user
        disableWhatCrashed();
        rememberCrashes();
    }
    learn(m_store->state());
    m_overview->setHistory(m_store->history());
    m_overview->setDecoderOrder(m_store->decoderOrder());
    return withoutCrashed(m_store->state());
}

Result<void> StoreKeeper::isOpen() const
{
    return m_store != nullptr ? Result<void>() : m_failure;
}

InstallCandidate StoreKeeper::compared(InstallCandidate candidate) const
{
    m_store->compare(candidate);
    return candidate;
}

Result<InstallCandidate> StoreKeeper::unpack(const fs::path& file) const
{
    return m_store->unpack(file);
}

Result<PluginMetadata> StoreKeeper::metadata(const DesiredPlugin& plugin) const
{
    return m_store->metadata(plugin);
}

void StoreKeeper::discard(const InstallCandidate& candidate)
{
    if (m_store != nullptr)
        m_store->discard(candidate);
}

Result<DesiredState> StoreKeeper::change(const Change& change)
{
    if (m_store == nullptr)
        return m_failure;
    // The disk may take it now; then the change may switch it on again.
    std::erase_if(m_crashed, [this](const CrashNote& note) { return disable(note).hasValue(); });
    Result<DesiredState> changed = change(*m_store);
    if (!changed)
        return changed;
    learn(*changed);
    return withoutCrashed(std::move(*changed));
}

Result<void> StoreKeeper::setDecoderOrder(const std::string& extension,
                                          const std::vector<std::string>& candidates)
{
    if (m_store == nullptr)
        return m_failure;
    Result<void> set = m_store->setDecoderOrder(extension, candidates);
    m_overview->setDecoderOrder(m_store->decoderOrder());
    return set;
}

Result<GenerationSource> StoreKeeper::sourceOf(const CoordinatorSettings& settings,
                                               const DesiredPlugin& plugin, PluginSurroundings surroundings)
{
    // The loader gives an old image for a path that it knows, so no path comes twice in a process.
    static std::atomic<uint64_t> s_epoch = 0;

    const StoreFolders folders(settings.storeFolder);
    GenerationSource source;
    source.epoch = ++s_epoch;
    source.fingerprint = plugin.fingerprint;
    source.folder = folders.installed / plugin.folder;
    const Result<BuildFiles> files = findBuildFiles(source.folder);
    if (!files)
        return files.error();
    source.library = files->library.lexically_relative(source.folder);
    source.shadowFolder =
        folders.shadow / fmt::format("{}-{}-{}", plugin.id, QCoreApplication::applicationPid(), source.epoch);
    source.surroundings = std::move(surroundings);
    source.surroundings.hostVersion = settings.hostVersion;
    source.surroundings.dataFolder = folders.data / plugin.id;
    if (!PluginStore::isBare(plugin))
        source.surroundings.packageFolder = source.shadowFolder;
    return source;
}

StoreKeeper::Stepped StoreKeeper::carryOut(const StoreStep& step)
{
    // An install may have come in between.
    const DesiredPlugin* plugin = m_store->state().find(step.id);
    const bool isUninstall = step.kind == StoreStep::Kind::FinishUninstall;
    if (plugin == nullptr || plugin->fingerprint.sha256 != step.sha256 ||
        (isUninstall && !plugin->uninstallPending))
        return {withoutCrashed(m_store->state()), {}};
    const Result<DesiredState> changed = change([&step](PluginStore& store) {
        switch (step.kind) {
        case StoreStep::Kind::FinishUpdate:
            return store.finishUpdate(step.id);
        case StoreStep::Kind::RevertUpdate:
            return store.revertUpdate(step.id);
        case StoreStep::Kind::FinishUninstall:
            break;
        }
        return store.finishUninstall(step.id);
    });
    return {withoutCrashed(m_store->state()), changed ? std::string() : changed.error().message};
}

void StoreKeeper::keepReport(const std::string& json)
{
    if (m_store == nullptr)
        return; // another program has it
    if (Result<void> kept = m_store->addToHistory(json); !kept)
        log(LogLevel::Warning, kDomain, "{}", kept.error().message);
}

void StoreKeeper::keepLines(const std::vector<PluginLog::Line>& lines)
{
    for (const PluginLog::Line& line : lines)
        log(line.level, "plugin." + line.pluginId, "{}", line.text);
    if (m_store == nullptr)
        return;
    const Result<void> kept = m_logFile.append(lines);
    if (!kept && m_canKeepLines)
        log(LogLevel::Warning, kDomain, "{}", kept.error().message);
    m_canKeepLines = kept.hasValue();
}

void StoreKeeper::removeOldShadows()
{
    // "org.example.aac-4711-2", as sourceOf() names them; anything else is not ours.
    static const std::regex s_ours("[a-z0-9.-]+-[0-9]+-[0-9]+");
    std::error_code failure;
    for (fs::directory_iterator entry(m_store->shadowFolder(), failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        // A runtime of before, in this very process, may have left a library that is still mapped.
        if (!std::regex_match(inUtf8(entry->path().filename()), s_ours) ||
            !mappedFilesBelow(entry->path()).empty())
            continue;
        std::error_code ignored;
        fs::remove_all(entry->path(), ignored);
    }
}

void StoreKeeper::disableWhatCrashed()
{
    for (const CrashNote& note : CrashMemory::readNotes(m_folder / "crashes")) {
        if (m_store->state().find(note.pluginId) == nullptr) {
            CrashMemory::forget(note);
            continue;
        }
        if (const Result<void> disabled = disable(note); !disabled) {
            log(LogLevel::Error, kDomain, "{}", disabled.error().message);
            m_crashed.push_back(note);
        }
        const std::string what = fmt::format(
            "Switched off, because StellaTune ended in it last time ({} in {}).", note.what, note.function);
        addLastWords(note);
        m_log->addFromHost(note.pluginId, LogLevel::Warning, what);
        m_overview->setFailure(note.pluginId, what);
    }
}

/// The note stays until that is kept.
Result<void> StoreKeeper::disable(const CrashNote& note)
{
    const Result<DesiredState> disabled = m_store->setEnabled(note.pluginId, false);
    if (!disabled && disabled.error().code != ErrorCode::NotFound)
        return disabled.error();
    CrashMemory::forget(note);
    return {};
}

DesiredState StoreKeeper::withoutCrashed(DesiredState state) const
{
    for (const CrashNote& note : m_crashed) {
        if (DesiredPlugin* plugin = state.find(note.pluginId); plugin != nullptr)
            plugin->enabled = false;
    }
    return state;
}

/// Those that the log did not get any more.
void StoreKeeper::addLastWords(const CrashNote& note)
{
    const std::vector<PluginLog::Line> known = m_log->lines(note.pluginId);
    for (const std::string& words : note.lastWords) {
        const size_t seen = std::min(known.size(), note.lastWords.size());
        if (std::none_of(known.end() - static_cast<std::ptrdiff_t>(seen), known.end(),
                         [&words](const PluginLog::Line& line) { return line.text == words; }))
            m_log->addFromHost(note.pluginId, LogLevel::Info, words);
    }
}

void StoreKeeper::rememberCrashes()
{
    Result<std::unique_ptr<CrashMemory>> memory = CrashMemory::start(m_folder / "crashes");
    if (memory)
        m_crashMemory = std::move(*memory);
    else
        log(LogLevel::Warning, kDomain, "{}", memory.error().message);
}

void StoreKeeper::learn(const DesiredState& state)
{
    for (const DesiredPlugin& plugin : state.plugins) {
        if (m_overview->knows(plugin))
            continue;
        if (std::optional<PluginMetadata> known = m_store->knownMetadata(plugin))
            m_overview->learn(plugin, std::move(*known));
    }
}

} // namespace stellatune
