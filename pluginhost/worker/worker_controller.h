// The life of one instance in the hands of its worker, the same for every capability.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/lease/plugin_instance.h"
#include "pluginhost/worker/worker_control.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace stellatune {

/// What became of a change.
struct UpdateOutcome {
    enum class Status : uint8_t { Applied, RequiresRecreate, Recreated, Rejected, Failed, Destroyed };

    Status status = Status::Applied;
    uint64_t generation = 0; ///< of the configuration it is about; grows with each change that was asked for
    std::string detail;      ///< why it was rejected or failed
    std::string config;      ///< that it is about
    std::string
        standing; ///< configuration to go by from now on, if need be with an instance still to be made
};

/// For who keeps a configuration: one that was refused becomes the one that stands. True when it was changed.
bool takeBackRefused(std::string& config, const UpdateOutcome& outcome);

/// "applied", "requires_recreate", "recreated", "rejected", "failed", "destroyed".
std::string_view nameOf(UpdateOutcome::Status status);

enum class WorkerState : uint8_t { Running, PendingRecreate, PendingDestroy, Destroyed };

/// Owned and called by the worker. Whatever fails, the instance that works goes on with the configuration it
/// has: a new one is made first and takes over only when it stands.
///
/// Instance is one of the capabilities' wrappers, or in tests anything with planConfig(), applyConfig(),
/// carriesState(), exportState() and importState().
template <typename Instance>
class WorkerController {
  public:
    /// Makes an instance from the plugin's current lease; an error when there is none.
    using Factory = std::function<Result<std::unique_ptr<Instance>>(const std::string& config)>;

    /// Destroyed until the first recreate.
    WorkerController(Factory factory, std::string config)
        : m_factory(std::move(factory)), m_config{std::move(config), 0}
    {}

    WorkerState state() const
    {
        if (m_told == WorkerControl::Kind::Destroy)
            return WorkerState::PendingDestroy;
        if (m_told == WorkerControl::Kind::Recreate || m_nextConfig)
            return WorkerState::PendingRecreate;
        return m_instance != nullptr ? WorkerState::Running : WorkerState::Destroyed;
    }

    /// Null when Destroyed. While something is pending it is the old one, still to be used.
    Instance* instance() const { return m_instance.get(); }
    /// In force, or with the next instance when there is none.
    const std::string& config() const { return m_config.text; }

    /// What the runtime said; carried out at the next safe point. Older messages than the last are ignored.
    void tell(const WorkerControl& control)
    {
        if (control.sequence <= m_lastSequence)
            return;
        m_lastSequence = control.sequence;
        m_told = control.kind;
    }

    /// The worker's own wish for another instance, when what the factory makes is something else now.
    void renew() { m_told = WorkerControl::Kind::Recreate; }

    /// A new configuration. HotApply happens here and now; Recreate at the next safe point.
    UpdateOutcome changeConfig(std::string text)
    {
        const Config config{std::move(text), ++m_lastGeneration};
        const auto outcome = [&](UpdateOutcome::Status status, std::string detail = {}) {
            return outcomeOf(config, status, std::move(detail));
        };
        if (m_instance == nullptr) {
            m_config = config;
            return outcome(UpdateOutcome::Status::Applied);
        }
        Result<ConfigPlan> plan = m_instance->planConfig(config.text);
        if (!plan)
            return outcome(UpdateOutcome::Status::Failed, plan.error().message);
        switch (plan->change) {
        case ConfigChange::Reject:
            return outcome(UpdateOutcome::Status::Rejected, plan->reason);
        case ConfigChange::Recreate:
            m_nextConfig = config;
            return outcome(UpdateOutcome::Status::RequiresRecreate);
        case ConfigChange::HotApply:
            break;
        }
        if (Result<void> applied = m_instance->applyConfig(config.text); !applied)
            return outcome(UpdateOutcome::Status::Failed, applied.error().message);
        m_config = config;
        m_nextConfig.reset();
        return outcome(UpdateOutcome::Status::Applied);
    }

    /// At a safe point: carries out one thing that is pending. None when nothing is. A configuration that
    /// fails while the runtime wants another instance leaves that wish pending, for the next call.
    std::optional<UpdateOutcome> applyPending()
    {
        switch (state()) {
        case WorkerState::Running:
        case WorkerState::Destroyed:
            return std::nullopt;
        case WorkerState::PendingRecreate:
            return m_nextConfig ? recreateWithNextConfig() : recreateAsTold();
        case WorkerState::PendingDestroy:
            break;
        }
        m_told.reset();
        m_instance.reset();
        if (m_nextConfig)
            m_config = *std::exchange(m_nextConfig, std::nullopt);
        return outcomeOf(m_config, UpdateOutcome::Status::Destroyed);
    }

  private:
    struct Config {
        std::string text;
        uint64_t generation = 0;
    };

    UpdateOutcome outcomeOf(const Config& config, UpdateOutcome::Status status, std::string detail = {}) const
    {
        return {status, config.generation, std::move(detail), config.text,
                (m_nextConfig ? *m_nextConfig : m_config).text};
    }

    UpdateOutcome recreateWithNextConfig()
    {
        const Config config = *std::exchange(m_nextConfig, std::nullopt);
        Result<std::unique_ptr<Instance>> made = m_factory(config.text);
        if (made) {
            if (Result<void> carried = carryStateTo(**made); !carried)
                made = carried.error();
        }
        if (!made)
            return outcomeOf(config, UpdateOutcome::Status::Failed, made.error().message);
        m_told.reset();
        m_instance = std::move(*made);
        m_config = config;
        return outcomeOf(config, UpdateOutcome::Status::Recreated);
    }

    /// Another build may not know the state of this one; then it goes on without.
    UpdateOutcome recreateAsTold()
    {
        m_told.reset();
        Result<std::unique_ptr<Instance>> made = m_factory(m_config.text);
        if (!made)
            return outcomeOf(m_config, UpdateOutcome::Status::Failed, made.error().message);
        std::string detail;
        if (Result<void> carried = carryStateTo(**made); !carried)
            detail = "Without the state: " + carried.error().message;
        m_instance = std::move(*made);
        return outcomeOf(m_config, UpdateOutcome::Status::Recreated, std::move(detail));
    }

    Result<void> carryStateTo(Instance& next)
    {
        if (m_instance == nullptr || !m_instance->carriesState() || !next.carriesState())
            return {};
        Result<std::string> state = m_instance->exportState();
        if (!state)
            return state.error();
        return next.importState(*state);
    }

    const Factory m_factory;
    Config m_config;
    std::optional<Config> m_nextConfig; ///< asks for another instance
    std::unique_ptr<Instance> m_instance;
    std::optional<WorkerControl::Kind> m_told; ///< by the runtime, and not carried out yet
    uint64_t m_lastSequence = 0;
    uint64_t m_lastGeneration = 0;
};

} // namespace stellatune
