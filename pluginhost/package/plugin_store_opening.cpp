#include "pluginhost/base/durable_files.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"
#include "pluginhost/base/small_file.h"
#include "pluginhost/package/plugin_store.h"
#include "pluginhost/package/store_recovery.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "plugins.store";
constexpr size_t kLongestFile = 64u << 20; ///< bytes

/// Out of the way of a new one; for people who want to look at it.
Result<void> setDamagedAside(const fs::path& file)
{
    fs::path damaged = file;
    damaged += ".damaged";
    return renameDurably(file, damaged);
}

} // namespace

Result<std::unique_ptr<PluginStore>> PluginStore::open(const fs::path& folder, ProbeSettings probe)
{
    StoreFolders folders(folder);
    if (const Result<void> made = folders.make(); !made)
        return made.error();
    Result<std::unique_ptr<StoreLock>> lock = StoreLock::take(folders.lockFile);
    if (!lock)
        return lock.error();
    std::unique_ptr<PluginStore> store(
        new PluginStore(std::move(folders), std::move(probe), std::move(*lock)));
    if (const Result<void> recovered = store->recover(); !recovered)
        return recovered.error();
    return store;
}

PluginStore::PluginStore(StoreFolders folders, ProbeSettings probe, std::unique_ptr<StoreLock> lock)
    : m_folders(std::move(folders)), m_probe(std::move(probe)), m_lock(std::move(lock)),
      m_trash(m_folders.trash)
{}

Result<void> PluginStore::recover()
{
    Result<DesiredState> state = readState();
    if (!state && state.error().code == ErrorCode::Unsupported)
        return Error{ErrorCode::Unsupported, kDomain,
                     fmt::format("{}: update StellaTune, or move {} away.", state.error().message,
                                 inUtf8(m_folders.desiredFile))};
    clearRemains(m_folders, m_trash);
    if (state) {
        m_state = std::move(*state);
    } else if (state.error().code == ErrorCode::NotFound) {
        if (const Result<DesiredState> written = commit(rebuildState(m_folders, m_probe)); !written)
            return written.error();
    } else if (state.error().code == ErrorCode::Corrupt) {
        log(LogLevel::Error, kDomain, "{} It is made anew from the files, with all plugins switched off.",
            state.error().message);
        if (const Result<void> kept = setDamagedAside(m_folders.desiredFile); !kept)
            return kept;
        if (const Result<DesiredState> written = commit(rebuildState(m_folders, m_probe)); !written)
            return written.error();
    } else {
        return state.error();
    }
    readDecoderOrder();
    const DesiredState before = m_state;
    for (const DesiredPlugin& plugin : before.plugins) {
        if (!plugin.uninstallPending)
            continue;
        if (const Result<DesiredState> finished = finishUninstall(plugin.id); !finished)
            log(LogLevel::Warning, kDomain, "{}", finished.error().message);
    }
    sweepInstalled(m_folders, m_state, m_trash);
    for (const UnremovedFile& file : m_trash.empty())
        log(LogLevel::Warning, kDomain, "{} cannot be removed yet: {}", inUtf8(file.path), file.reason);
    return {};
}

Result<DesiredState> PluginStore::readState() const
{
    const Result<std::string> text = readSmallFile(m_folders.desiredFile, kLongestFile);
    return text ? desiredStateFromJson(*text) : text.error();
}

void PluginStore::readDecoderOrder()
{
    const Result<std::string> text = readSmallFile(m_folders.decoderOrderFile, kLongestFile);
    if (!text && text.error().code == ErrorCode::NotFound)
        return;
    Result<DecoderOrder> order = text ? decoderOrderFromJson(*text) : text.error();
    if (order) {
        m_decoderOrder = std::move(*order);
        return;
    }
    log(LogLevel::Error, kDomain, "{} Decoders are in their automatic order again.", order.error().message);
    if (order.error().code != ErrorCode::Corrupt)
        return;
    if (const Result<void> kept = setDamagedAside(m_folders.decoderOrderFile); !kept)
        log(LogLevel::Error, kDomain, "{}", kept.error().message);
}

} // namespace stellatune
