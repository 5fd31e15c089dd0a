// Asks sinks where they can take the sound.
#pragma once

#include "engine/output/output_messages.h"
#include "engine/output/sink_errand.h"

#include <chrono>
#include <memory>
#include <vector>

namespace stellatune {

/// Owned by the output thread, which never waits for an answer.
class SinkListing {
  public:
    /// After which a plugin counts as one that does not answer.
    static constexpr std::chrono::seconds kLimit{30};

    /// `bell` is rung when there is an answer to take.
    SinkListing(SinkPlugins plugins, std::shared_ptr<Doorbell> bell)
        : m_plugins(std::move(plugins)), m_bell(std::move(bell))
    {}

    void ask(ListSinkTargets question);
    bool isBusy() const { return !m_asked.empty(); }
    /// To be asked every now and then, because the one that does not answer rings no bell.
    std::vector<SinkTargetsListed> takeAnswers();

  private:
    struct Asked {
        SinkAddress sink;
        std::chrono::steady_clock::time_point deadline;
        std::unique_ptr<SinkErrand> errand;
    };

    const SinkPlugins m_plugins;
    const std::shared_ptr<Doorbell> m_bell;
    std::vector<Asked> m_asked;
};

} // namespace stellatune
