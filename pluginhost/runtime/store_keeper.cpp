#include "pluginhost/runtime/store_keeper.h"

#include "pluginhost/base/log.h"
#include "pluginhost/module/residency.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
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
    : m_folder(settings.storeFolder), m_hostVersion(settings.hostVersion),
      m_remembersCrashes(settings.remembersCrashes), m_probe(settings.probe), m_overview(std::move(overview)),
      m_log(std::move(log)), m_logFile(m_folder)
{}

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
    DesiredState state = m_store->state();
    if (Result<DesiredState> scanned = m_store->rescan())
        state = std::move(*scanned);
    else
        log(LogLevel::Warning, kDomain, "{}", scanned.error().message);
    if (m_remembersCrashes) { // otherwise the notes are left to whoever can tell the user
        state = disableWhatCrashed(std::move(state));
        rememberCrashes();
    }
    learn(state);
    m_overview->setHistory(m_store->history());
    m_overview->setDecoderOrder(m_store->decoderOrder());
    return state;
}

Result<InstallCandidate> StoreKeeper::examine(const fs::path& file)
{
    if (m_store == nullptr)
        return m_failure;
    return m_store->examine(file);
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
    Result<DesiredState> changed = change(*m_store);
    if (changed)
        learn(*changed);
    return changed;
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

Result<GenerationSource> StoreKeeper::sourceOf(const DesiredPlugin& plugin, PluginSurroundings surroundings)
{
    // The loader gives an old image for a path that it knows, so no path comes twice in a process.
    static std::atomic<uint64_t> s_epoch = 0;

    Result<fs::path> library = m_store->library(plugin);
    if (!library)
        return library.error();
    GenerationSource source;
    source.epoch = ++s_epoch;
    source.fingerprint = plugin.fingerprint;
    source.folder = m_store->installedFolder(plugin);
    source.library = library->lexically_relative(source.folder);
    source.shadowFolder =
        m_store->shadowFolder() /
        fmt::format("{}-{}-{}", plugin.id, QCoreApplication::applicationPid(), source.epoch);
    source.surroundings = std::move(surroundings);
    source.surroundings.hostVersion = m_hostVersion;
    source.surroundings.dataFolder = m_store->dataFolder(plugin.id);
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
        return {m_store->state(), {}};
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
    return {m_store->state(), changed ? std::string() : changed.error().message};
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
        if (!std::regex_match(entry->path().filename().string(), s_ours) ||
            !mappedFilesBelow(entry->path()).empty())
            continue;
        std::error_code ignored;
        fs::remove_all(entry->path(), ignored);
    }
}

DesiredState StoreKeeper::disableWhatCrashed(DesiredState state)
{
    for (const CrashNote& note : CrashMemory::readNotes(m_folder / "crashes")) {
        Result<DesiredState> disabled = m_store->setEnabled(note.pluginId, false);
        if (disabled || disabled.error().code == ErrorCode::NotFound)
            CrashMemory::forget(note);
        else
            log(LogLevel::Error, kDomain, "{}", disabled.error().message);
        if (!disabled)
            continue;
        state = std::move(*disabled);
        const std::string what = fmt::format(
            "Switched off, because StellaTune ended in it last time ({} in {}).", note.what, note.function);
        addLastWords(note);
        m_log->addFromHost(note.pluginId, LogLevel::Warning, what);
        m_overview->setFailure(note.pluginId, what);
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
        if (!m_overview->knows(plugin))
            m_overview->learn(plugin, m_store->metadata(plugin));
    }
}

} // namespace stellatune
