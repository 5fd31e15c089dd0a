// The plugins that watch how they are treated: as packages, and what they noted.
#pragma once

#include "pluginhost/module/module_table.h"
#include "tests/fixtures/plugins/watchful/plugin_board.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace stellatune::testing {

std::string watchfulId(CapabilityKind kind);
/// Of its only type.
std::string watchfulType(CapabilityKind kind);

/// Packs a build, 1 or 2, which is its major version, into `folder` and returns the file. Throws
/// std::runtime_error.
std::filesystem::path packWatchful(const std::filesystem::path& folder, CapabilityKind kind, int build);

/// What the plugin of that kind has noted so far, in all its loads. Any thread.
PluginBoard boardOf(CapabilityKind kind);

/// Forgets all that was noted. While no watchful plugin is loaded.
void clearBoards();

/// Holds up the plugin in its entry or in process() until it is opened, or gone.
class ClosedGate {
  public:
    /// `gate` is PluginBoard::entryIsClosed or PluginBoard::processIsClosed.
    ClosedGate(CapabilityKind kind, uint64_t PluginBoard::*gate);
    ~ClosedGate() { open(); }
    ClosedGate(const ClosedGate&) = delete;
    ClosedGate& operator=(const ClosedGate&) = delete;

    void open();

  private:
    uint64_t& m_gate;
};

/// What happened that never may, in words; empty when all is well.
std::string wrongsOn(const PluginBoard& board);

} // namespace stellatune::testing
