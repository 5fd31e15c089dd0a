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
    uint64_t generation = 0; ///< of the configuration; grows with each change that was asked for
    std::string detail;      ///< why it was rejected or failed
};

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
        : m_factory(std::move(factory)), m_config(std::move(config))
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
    const std::string& config() const { return m_config; }
    uint64_t configGeneration() const { return m_generation; }

    /// What the runtime said; carried out at the next safe point. Older messages than the last are ignored.
    void tell(const WorkerControl& control)
    {
        if (control.sequence <= m_lastSequence)
            return;
        m_lastSequence = control.sequence;
        m_told = control.kind;
    }

    /// A new configuration. HotApply happens here and now; Recreate at the next safe point.
    UpdateOutcome changeConfig(std::string config)
    {
        ++m_generation;
        if (m_instance == nullptr) {
            m_config = std::move(config);
            return outcome(UpdateOutcome::Status::Applied);
        }
        Result<ConfigPlan> plan = m_instance->planConfig(config);
        if (!plan)
            return outcome(UpdateOutcome::Status::Failed, plan.error().message);
        switch (plan->change) {
        case ConfigChange::Reject:
            return outcome(UpdateOutcome::Status::Rejected, plan->reason);
        case ConfigChange::Recreate:
            m_nextConfig = std::move(config);
            return outcome(UpdateOutcome::Status::RequiresRecreate);
        case ConfigChange::HotApply:
            break;
        }
        if (Result<void> applied = m_instance->applyConfig(config); !applied)
            return outcome(UpdateOutcome::Status::Failed, applied.error().message);
        m_config = std::move(config);
        m_nextConfig.reset();
        return outcome(UpdateOutcome::Status::Applied);
    }

    /// At a safe point: carries out what is pending. None when nothing is.
    std::optional<UpdateOutcome> applyPending()
    {
        switch (state()) {
        case WorkerState::Running:
        case WorkerState::Destroyed:
            return std::nullopt;
        case WorkerState::PendingRecreate:
            m_told.reset();
            return recreate();
        case WorkerState::PendingDestroy:
            break;
        }
        m_told.reset();
        m_instance.reset();
        if (m_nextConfig)
            m_config = *std::exchange(m_nextConfig, std::nullopt);
        return outcome(UpdateOutcome::Status::Destroyed);
    }

  private:
    UpdateOutcome recreate()
    {
        std::string config = m_nextConfig ? *std::exchange(m_nextConfig, std::nullopt) : m_config;
        Result<std::unique_ptr<Instance>> made = m_factory(config);
        if (!made)
            return outcome(UpdateOutcome::Status::Failed, made.error().message);
        if (m_instance != nullptr && m_instance->carriesState() && (*made)->carriesState()) {
            Result<std::string> state = m_instance->exportState();
            if (!state)
                return outcome(UpdateOutcome::Status::Failed, state.error().message);
            if (Result<void> imported = (*made)->importState(*state); !imported)
                return outcome(UpdateOutcome::Status::Failed, imported.error().message);
        }
        m_instance = std::move(*made);
        m_config = std::move(config);
        return outcome(UpdateOutcome::Status::Recreated);
    }

    UpdateOutcome outcome(UpdateOutcome::Status status, std::string detail = {}) const
    {
        return {status, m_generation, std::move(detail)};
    }

    const Factory m_factory;
    std::string m_config;
    std::optional<std::string> m_nextConfig; ///< asks for another instance
    std::unique_ptr<Instance> m_instance;
    std::optional<WorkerControl::Kind> m_told; ///< by the runtime, and not carried out yet
    uint64_t m_lastSequence = 0;
    uint64_t m_generation = 0;
};

} // namespace stellatune
