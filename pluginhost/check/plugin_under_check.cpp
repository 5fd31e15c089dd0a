#include "pluginhost/check/plugin_under_check.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/check/leak_checks.h"
#include "pluginhost/check/library_checks.h"

#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace stellatune {
PluginUnderCheck::PluginUnderCheck(std::filesystem::path library, std::filesystem::path scratch,
                                   std::optional<std::filesystem::path> packageFolder)
    : m_path(std::move(library)), m_packageFolder(packageFolder),
      m_host({"plugin.under.check", "0.0.0", std::move(scratch), std::move(packageFolder),
              std::make_shared<EventQueue>(), std::make_shared<ControlDesk>(),
              [this](LogLevel level, std::string_view line) { keepLine(level, line); }})
{}

void PluginUnderCheck::keepLine(LogLevel level, std::string_view line)
{
    if (level < LogLevel::Warning)
        return;
    const std::lock_guard lock(m_mutex);
    m_lastLine = line;
}

std::string PluginUnderCheck::lastLine()
{
    const std::lock_guard lock(m_mutex);
    return m_lastLine;
}

PluginUnderCheck::Holdings PluginUnderCheck::countHoldings()
{
    return {countEntries("/proc/self/task"), countEntries("/proc/self/fd")};
}

void PluginUnderCheck::load(Session& session)
{
    m_before = countHoldings();
    Result<SharedLibrary> library =
        session.call("loading the library", "", [&] { return SharedLibrary::open(m_path); });
    if (!library) {
        explainLoadFailure(session, m_path, library.error().message);
        throw StepAbandoned{};
    }
    m_library = std::move(*library);
    const auto entry = reinterpret_cast<StPluginEntry>(m_library->symbol(STELLATUNE_PLUGIN_ENTRY_SYMBOL));
    if (entry == nullptr) {
        m_library->close(); // that it has none was seen in its file
        throw StepAbandoned{};
    }
    m_image.emplace(m_library->path(), reinterpret_cast<const void*>(entry));
    m_module =
        session.call(STELLATUNE_PLUGIN_ENTRY_SYMBOL, "", [&] { return entry(&m_host.asPluginSeesIt()); });
    if (m_module == nullptr) {
        const std::string line = lastLine();
        session.error("refuses", line.empty() ? "it refuses to run here and does not log why"
                                              : "it refuses to run here: " + line);
        throw StepAbandoned{};
    }
    m_table = readModuleTable(m_module);
    session.namePlugin(m_table.info.id + " " + m_table.info.version);
    for (const TableFault& fault : m_table.faults)
        session.error(fault.code == ErrorCode::Unsupported ? "version" : "table",
                      fault.where == "module" ? "it " + fault.text : fault.where + " " + fault.text);
    if (!m_table.faults.empty())
        throw StepAbandoned{};
    if (m_table.info.license.empty())
        session.warning("license", "it does not say under which license it comes");
}

void PluginUnderCheck::end(Session& session)
{
    if (m_module->shutdown != nullptr) {
        const int32_t status = session.call("shutdown", "", [&] { return m_module->shutdown(); });
        if (status != ST_OK)
            session.error("shutdown", fmt::format("shutdown fails with {}", status));
    }
    m_module = nullptr;

    // A thread that was joined is listed for a moment longer.
    Holdings after = countHoldings();
    for (int i = 0; i < 100 && after.threads > m_before.threads; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        after = countHoldings();
    }
    if (after.descriptors > m_before.descriptors)
        session.warning("descriptors", fmt::format("{} files or sockets stay open after shutdown",
                                                   after.descriptors - m_before.descriptors));
    if (after.threads > m_before.threads) {
        session.error(
            "threads",
            fmt::format("{} of its threads still run after shutdown; they would run into unmapped memory",
                        after.threads - m_before.threads));
        return; // and would end this process: the library stays
    }
    session.call("unloading the library", "", [&] { m_library->close(); });
    m_isClosed = true;
}

void PluginUnderCheck::checkGone(Session& session)
{
    if (!m_isClosed)
        return;
    // The thread that held the library through its thread_local objects has ended: the loader may look again.
    session.call("unloading the library", "again", [&] { m_library->close(); });
    if (m_image->isMapped() && !isPinned(m_path)) // else it was said before
        session.error("resident",
                      fmt::format("it stays in memory after it was closed: {}", reasonForStaying(m_path)));
    if (!m_packageFolder)
        return;
    for (const std::filesystem::path& file : mappedFilesBelow(*m_packageFolder)) {
        if (!m_image->isMapped() || file.filename() != m_path.filename())
            session.error("resident", fmt::format("{} of the package stays in memory: {}",
                                                  inUtf8(file.filename()), reasonForStaying(file)));
    }
}

} // namespace stellatune
