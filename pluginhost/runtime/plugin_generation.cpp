#include "pluginhost/runtime/plugin_generation.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"
#include "pluginhost/lease/kept_for_ever.h"
#include "pluginhost/lease/signal_stack.h"
#include "pluginhost/runtime/module_thread.h"

#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDomain = "plugins.load";
constexpr std::chrono::hours kNobodyWaits{24};

/// Copies, never hard links: for a link the loader would give the image of the other name.
Result<void> copyFiles(const fs::path& from, const fs::path& to)
{
    std::error_code failure;
    fs::create_directories(to.parent_path(), failure);
    if (!failure)
        fs::copy(from, to, fs::copy_options::recursive, failure);
    if (!failure)
        return {};
    std::error_code ignored;
    fs::remove_all(to, ignored);
    return Error{failure == std::errc::no_space_on_device ? ErrorCode::NoSpace : ErrorCode::Io, kDomain,
                 fmt::format("The plugin's files cannot be copied from \"{}\" to \"{}\": {}.", inUtf8(from),
                             inUtf8(to), failure.message())};
}

} // namespace

PluginGeneration::PluginGeneration(GenerationSource source, std::shared_ptr<Loaded> loaded)
    : m_source(std::move(source)), m_loaded(std::move(loaded)),
      m_lease(std::make_shared<const ModuleLease>(m_loaded->library, m_source.epoch))
{}

PluginGeneration::~PluginGeneration()
{
    if (m_loaded == nullptr)
        return;
    // Whoever still uses the library, or hangs in it, must find it there.
    log(LogLevel::Warning, kDomain, "{} (load {}) stays in memory until the program ends",
        m_source.surroundings.pluginId, m_source.epoch);
    keepForEver(std::move(m_loaded));
}

Result<std::unique_ptr<PluginGeneration>> PluginGeneration::load(GenerationSource source,
                                                                 std::chrono::milliseconds limit)
{
    if (Result<void> copied = copyFiles(source.folder, source.shadowFolder); !copied)
        return copied.error();

    // The thread owns what it uses: it may outlive this call.
    auto loaded = std::make_shared<Loaded>();
    loaded->host = std::make_unique<PluginHost>(source.surroundings);
    std::future<Result<void>> begun = startOnModuleThread(
        [loaded, folder = source.shadowFolder, path = source.shadowFolder / source.library,
         id = source.surroundings.pluginId]() -> Result<void> {
            ensureSignalStack();
            const PluginCallScope scope(id.c_str(), "stellatune_plugin_entry");
            Result<std::shared_ptr<ModuleLibrary>> library =
                ModuleLibrary::load(path, loaded->host->asPluginSeesIt());
            if (!library)
                return library.error();
            if ((*library)->info().id != id) {
                const std::string other = (*library)->info().id;
                static_cast<void>((*library)->close());
                return Error{
                    ErrorCode::Corrupt, kDomain,
                    fmt::format("The library of {} says that it is {}: reinstall the plugin.", id, other)};
            }
            loaded->library = std::move(*library);
            loaded->code = std::make_unique<KnownCode>(id, folder);
            return {};
        });
    if (begun.wait_for(limit) != std::future_status::ready) {
        Error late{ErrorCode::TimedOut, kDomain,
                   fmt::format("{} did not start within {} ms and stays in memory until it returns.",
                               source.surroundings.pluginId, limit.count())};
        std::thread([begun = std::move(begun), source = std::move(source),
                     loaded = std::move(loaded)]() mutable {
            leaveOnceBegun(begun.get(), source, std::move(loaded));
        }).detach();
        return late;
    }
    if (const Result<void> done = begun.get(); !done) {
        std::error_code ignored;
        fs::remove_all(source.shadowFolder, ignored);
        return done.error();
    }
    return std::unique_ptr<PluginGeneration>(new PluginGeneration(std::move(source), std::move(loaded)));
}

void PluginGeneration::leaveOnceBegun(const Result<void>& begun, const GenerationSource& source,
                                      std::shared_ptr<Loaded> loaded)
{
    const std::string id = source.surroundings.pluginId;
    if (begun) {
        static_cast<void>(PluginGeneration(source, std::move(loaded)).unload(kNobodyWaits));
    } else {
        std::error_code ignored;
        fs::remove_all(source.shadowFolder, ignored);
    }
    log(LogLevel::Info, kDomain, "{} (load {}) returned from its start, too late to be used", id,
        source.epoch);
}

void PluginGeneration::startUnload()
{
    // The last reference goes here, and with it all that its holders did before becomes visible.
    m_lease.reset();
    if (m_loaded == nullptr || m_closing.valid())
        return;
    m_closing = startOnModuleThread([loaded = m_loaded] {
        const std::string id = loaded->library->info().id;
        ensureSignalStack();
        const PluginCallScope scope(id.c_str(), "shutdown");
        return loaded->library->close();
    });
}

UnloadOutcome PluginGeneration::unload(std::chrono::milliseconds limit)
{
    startUnload();
    if (m_closing.valid()) {
        const auto time = m_isLate ? std::chrono::milliseconds(0) : limit;
        m_isLate = m_closing.wait_for(time) != std::future_status::ready;
        if (m_isLate)
            return {false, "it does not return from its shutdown"};
        const Residency residency = m_closing.get();
        if (!residency.unmapped)
            return {false, residency.reason};
        m_loaded.reset();
    }
    // The proof covers what came along with the library.
    if (const std::vector<fs::path> mapped = mappedFilesBelow(m_source.shadowFolder); !mapped.empty())
        return {false, fmt::format("\"{}\", which came with it, is still in use",
                                   inUtf8(mapped.front().filename()))};
    std::error_code failure;
    fs::remove_all(m_source.shadowFolder, failure);
    if (failure)
        return {true, fmt::format("its copy \"{}\" cannot be removed yet: {}", inUtf8(m_source.shadowFolder),
                                  failure.message())};
    return {true, {}};
}

} // namespace stellatune
