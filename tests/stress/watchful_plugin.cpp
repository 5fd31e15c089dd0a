#include "tests/stress/watchful_plugin.h"

#include "pluginhost/package/manifest.h"
#include "pluginhost/package/package_path.h"
#include "tests/host/package/package_fixture.h"

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

PluginBoard stellatune_test_plugin_boards[6];

namespace stellatune::testing {

namespace {

constexpr uint64_t PluginBoard::*kBoardFields[] = {
    &PluginBoard::loads,           &PluginBoard::shutdowns,     &PluginBoard::created,
    &PluginBoard::destroyed,       &PluginBoard::calls,         &PluginBoard::wrongThread,
    &PluginBoard::withoutInstance, &PluginBoard::afterShutdown, &PluginBoard::shutdownWithInstances,
    &PluginBoard::threadsBegun,    &PluginBoard::threadsEnded,  &PluginBoard::waitsInEntry,
    &PluginBoard::waitsInProcess};

} // namespace

std::string watchfulId(CapabilityKind kind)
{
    return fmt::format("org.stellatune.test.watchful-{}", nameOf(kind));
}

std::string watchfulType(CapabilityKind kind)
{
    switch (kind) {
    case CapabilityKind::Decoder:
        return "tone";
    case CapabilityKind::Dsp:
        return "gain";
    case CapabilityKind::Source:
        return "memory";
    case CapabilityKind::Lyrics:
        return "la";
    case CapabilityKind::Output:
        return "nowhere";
    }
    return {};
}

std::filesystem::path packWatchful(const std::filesystem::path& folder, CapabilityKind kind, int build)
{
    const std::string library = fmt::format("{}/watchful.so", packagePlatform());
    Manifest manifest;
    manifest.id = watchfulId(kind);
    manifest.name = fmt::format("Watchful {}", nameOf(kind));
    manifest.version = fmt::format("{}.0.0", build);
    manifest.apiVersion = STELLATUNE_PLUGIN_API_VERSION;
    manifest.license = "GPL-3.0-or-later";
    manifest.libraries[std::string(packagePlatform())] = library;
    const std::string name = fmt::format("watchful_{}_{}", nameOf(kind), build);
    const std::filesystem::path file = folder / (name + ".stplugin");
    writeZip(file,
             {{"plugin.json", toJson(manifest)},
              {library, readText(std::filesystem::path(STELLATUNE_WATCHFUL_PLUGINS) / (name + ".so"))}});
    return file;
}

PluginBoard boardOf(CapabilityKind kind)
{
    const PluginBoard& board = stellatune_test_plugin_boards[static_cast<size_t>(kind)];
    PluginBoard copy{};
    for (uint64_t PluginBoard::*field : kBoardFields)
        copy.*field = __atomic_load_n(&(board.*field), __ATOMIC_RELAXED);
    return copy;
}

void clearBoards()
{
    // A thread of a plugin that hung may have written last, ordered by nothing but time.
    for (PluginBoard& board : stellatune_test_plugin_boards) {
        for (uint64_t PluginBoard::*field : kBoardFields)
            __atomic_store_n(&(board.*field), 0, __ATOMIC_RELAXED);
    }
}

ClosedGate::ClosedGate(CapabilityKind kind, uint64_t PluginBoard::*gate)
    : m_gate(stellatune_test_plugin_boards[static_cast<size_t>(kind)].*gate)
{
    __atomic_store_n(&m_gate, 1, __ATOMIC_RELEASE);
}

void ClosedGate::open()
{
    __atomic_store_n(&m_gate, 0, __ATOMIC_RELEASE);
}

std::string wrongsOn(const PluginBoard& board)
{
    std::string wrongs;
    const auto note = [&wrongs](uint64_t count, const char* what) {
        if (count > 0)
            wrongs += fmt::format("{} {}; ", count, what);
    };
    note(board.wrongThread, "calls from a wrong thread");
    note(board.withoutInstance, "calls without an instance");
    note(board.afterShutdown, "calls after the shutdown");
    note(board.shutdownWithInstances, "shutdowns with living instances");
    return wrongs;
}

} // namespace stellatune::testing
