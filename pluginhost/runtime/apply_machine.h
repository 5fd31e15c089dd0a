// The order of events while plugins are brought to where the user wants them. Pure: it is told what happened
// and answers what to do; it loads nothing and waits for nothing.
#pragma once

#include "pluginhost/runtime/apply_report.h"
#include "pluginhost/runtime/desired_state.h"
#include "pluginhost/runtime/plan.h"
#include "pluginhost/worker/worker_control.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace stellatune {

// ---- what to do ----

/// No new instances; workers are told to destroy theirs.
struct DeactivatePlugin {
    std::string id;
    ControlReason reason = ControlReason::Disabled;
};
/// On the pool; answered by loaded().
struct LoadPlugin {
    DesiredPlugin plugin;
};
/// Enabled, to be loaded when somebody asks for it.
struct AnnouncePlugin {
    DesiredPlugin plugin;
};
/// The build that was just loaded becomes current.
struct ActivatePlugin {
    std::string id;
    ControlReason reason = ControlReason::Enabled;
};
/// It could not be loaded; workers that wait for it hear why.
struct RefusePlugin {
    std::string id;
    std::string why;
};
/// The build that was just loaded is not wanted any more; it is unused, and collected with the others.
struct DropLoaded {
    std::string id;
};
/// Unload what nobody uses; answered by collected().
struct CollectUnused {};
/// On the store; answered by stored().
struct StoreStep {
    enum class Kind : uint8_t { FinishUpdate, RevertUpdate, FinishUninstall };
    Kind kind = Kind::FinishUpdate;
    std::string id;
    std::string sha256; ///< of the build it is about; of another one it does nothing
};
/// The transaction is over; the requests are answered.
struct FinishApply {
    ApplyReport report;
    std::vector<uint64_t> requests;
};

using ApplyEffect = std::variant<DeactivatePlugin, LoadPlugin, AnnouncePlugin, ActivatePlugin, RefusePlugin,
                                 DropLoaded, CollectUnused, StoreStep, FinishApply>;
using ApplyEffects = std::vector<ApplyEffect>;

/// Which of the plugins that failed to load are tried again.
struct TriesAgain {
    bool all = false;
    std::string id{};
};

/// One transaction at a time. A request that comes while one runs is covered by another loop of the same one.
class ApplyMachine {
  public:
    using Clock = std::chrono::steady_clock;
    enum class Status : uint8_t { Idle, Applying, Applied, Failed };
    enum class Mapping : uint8_t { AtOnce, WhenAsked };

    /// `slotViews` tells what the runtime has at that moment; `now` and `utc` tell the time.
    ApplyMachine(std::function<std::vector<SlotView>()> slotViews, std::function<Clock::time_point()> now,
                 std::function<std::string()> utc);

    Status status() const { return m_status; }
    const DesiredState& desired() const { return m_desired; }

    /// The user wants something else. Answers nothing by itself: a request follows.
    void setDesired(DesiredState desired);
    /// Asks for convergence. `mapping` counts for what is not loaded yet. A build that failed to load is not
    /// tried again until the plugin is switched off and on, or changes, or is named by `triesAgain`.
    ApplyEffects request(uint64_t number, Mapping mapping, const TriesAgain& triesAgain = {});
    /// Somebody asks for an instance of an announced plugin. It is loaded at once, whatever else is under
    /// way: music waits for it.
    ApplyEffects want(const std::string& id);

    /// `sha256` of the build that was to be loaded; `error` empty when it was.
    ApplyEffects loaded(const std::string& id, const std::string& sha256, const std::string& error);
    struct Collected {
        std::string id;
        bool unmapped = false;
        std::string reason;
    };
    ApplyEffects collected(const std::vector<Collected>& results);
    /// `desired` as the store has it now.
    ApplyEffects stored(const StoreStep& step, DesiredState desired, const std::string& error);

  private:
    struct Loading {
        std::string id;
        std::string sha256;
        PlannedAction::Kind kind = PlannedAction::Kind::LoadNew;
    };

    /// `wanted`: the plugin that somebody asked for, or empty.
    void beginLoop(ApplyEffects& effects, const std::string& wanted = {});
    void forgetOldFailures();
    bool hasFailed(const DesiredPlugin& plugin) const;
    /// The plugin, if it is to be there, is not, and nothing speaks against loading it.
    const DesiredPlugin* loadable(const std::string& id) const;
    void startLoad(ApplyEffects& effects, const DesiredPlugin& plugin, PlannedAction::Kind kind);
    void goOn(ApplyEffects& effects);
    void storeSteps(ApplyEffects& effects);
    void fail(const std::string& id, const std::string& what);
    void note(PlannedAction::Kind kind, const std::string& id, ActionOutcome::Status status,
              std::string detail = {});

    const std::function<std::vector<SlotView>()> m_slots;
    const std::function<Clock::time_point()> m_now;
    const std::function<std::string()> m_utc;

    DesiredState m_desired;
    Status m_status = Status::Idle;
    Mapping m_mapping = Mapping::AtOnce;
    std::vector<uint64_t> m_waiting; ///< requests that no loop has covered yet
    std::vector<uint64_t> m_covered; ///< that the running transaction answers
    struct Failure {
        std::string sha256; ///< of the build that does not load
        std::string why;
    };
    std::map<std::string, Failure> m_failed; ///< by id
    bool m_isDirty = false;                  ///< something changed since the last plan

    // The running transaction.
    ApplyReport m_report;
    Clock::time_point m_startedAt;
    std::vector<Loading> m_loading;
    bool m_isCollecting = false;
    bool m_hasCollected = false;
    bool m_hasStored = false;
    uint32_t m_storing = 0;
    std::vector<PlannedAction> m_toCollect;
    std::set<std::string> m_activated;
    uint64_t m_lastNumber = 0;
};

} // namespace stellatune
