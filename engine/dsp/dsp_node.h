// One node of a chain: its plugin, its settings, and the instance that follows from both.
#pragma once

#include "engine/audio/format.h"
#include "engine/dsp/dsp_plugins.h"
#include "engine/dsp/dsp_spec.h"
#include "engine/dsp/dsp_stage.h"
#include "engine/dsp/dsp_state.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stellatune {

/// Owned by the decode thread. Decides what is to be heard; how one comes to hear it is the stage's business.
/// Its settings outlive its plugin.
class DspNode {
  public:
    /// `wake` is called from any thread when attend() has something to do, and owns what it uses.
    DspNode(DspNodeSpec spec, const DspPlugins& plugins, std::function<void()> wake);

    DspNode(const DspNode&) = delete;
    DspNode& operator=(const DspNode&) = delete;

    const DspNodeSpec& spec() const { return m_spec; }

    /// Instances are made for one format; before the first there are none.
    void setFormat(const AudioFormat& format);
    /// What comes next has nothing to do with what came before.
    void forgetPast();
    /// Another instance in place of the one there is, with its state.
    void renew();
    /// To the settings and the bypass of `spec`, which is this node's.
    void change(const DspNodeSpec& spec);
    /// Does what the runtime said. At a block boundary.
    void attend();
    /// Left out from now on, unless the instance is a former one.
    void blame(const DspStage::Fault& fault);
    /// As DspStage measures it.
    void setCost(double blockMilliseconds, double blockDuration);

    /// What is to be heard; null: the signal goes past this node.
    std::shared_ptr<DspInstance> heard() const;
    /// Heard or not.
    bool uses(const ModuleLease& build) const;
    DspNodeState state() const;
    std::vector<DspNodeOutcome> takeOutcomes() { return std::exchange(m_outcomes, {}); }

  private:
    /// What WorkerController holds. A replaced instance goes on sounding while the stage blends.
    class Seat {
      public:
        Seat(std::shared_ptr<DspInstance> instance, const AudioFormat& format)
            : m_instance(std::move(instance)), m_format(format)
        {}
        const std::shared_ptr<DspInstance>& instance() const { return m_instance; }
        const AudioFormat& format() const { return m_format; }

        Result<ConfigPlan> planConfig(const std::string& config) { return m_instance->planConfig(config); }
        Result<void> applyConfig(const std::string& config);
        bool carriesState() const { return m_instance->carriesState(); }
        Result<std::string> exportState() { return m_instance->exportState(); }
        Result<void> importState(const std::string& state) { return m_instance->importState(state); }

      private:
        std::shared_ptr<DspInstance> m_instance;
        AudioFormat m_format;
    };

    Result<std::shared_ptr<const ModuleLease>> reach();
    Result<std::unique_ptr<Seat>> makeSeat(const std::string& config);
    Error absent(DspNodeState::Status status, Error why);
    Error unfit(std::string why);
    std::shared_ptr<DspInstance> instance() const;
    void changeConfig();
    void carryOut();
    void tell(UpdateOutcome outcome);

    DspNodeSpec m_spec;
    WorkerEndpoint m_endpoint;
    WorkerController<Seat> m_controller;
    std::optional<AudioFormat> m_format;
    std::string m_name;
    /// Why there is no instance.
    DspNodeState::Status m_absence = DspNodeState::Status::Waiting;
    std::string m_absenceDetail;
    std::string m_fault; ///< why the instance is not used; empty: it is
    std::string m_cost;  ///< that it is slow; empty: it is not
    uint64_t m_faults = 0;
    std::vector<DspNodeOutcome> m_outcomes;
};

} // namespace stellatune
