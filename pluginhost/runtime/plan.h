// What has to be done so that the plugins are as the user wants them.
#pragma once

#include "pluginhost/runtime/desired_state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// What the runtime has of one plugin.
struct SlotView {
    std::string id;
    /// Of the build in use; none when no build is.
    std::optional<Fingerprint> current{};
    bool isLoaded = true; ///< false for a build that is loaded when somebody asks for it
    uint32_t retired = 0; ///< leases that wait for their last instance, or for the system to let go of them
};

struct PlannedAction {
    enum class Kind : uint8_t {
        LoadNew,
        ReloadChanged,
        DeactivateMissingOrDisabled,
        CollectDraining, ///< unload what nobody uses any more
    };
    enum class Why : uint8_t { Installed, Changed, Disabled, Uninstalled, Missing, Retired };

    Kind kind = Kind::LoadNew;
    Why why = Why::Installed;
    std::string id;

    bool operator==(const PlannedAction&) const = default;
};

/// "load_new", "reload_changed", "deactivate", "collect".
std::string_view nameOf(PlannedAction::Kind kind);

/// In the order of execution: what goes makes room first, then what comes, then what is left over. Each
/// plugin is activated or deactivated at most once, and collected at most once. An enabled plugin whose build
/// is in use does not appear.
std::vector<PlannedAction> plan(const DesiredState& desired, const std::vector<SlotView>& runtime);

} // namespace stellatune
