// One run of the player on a terminal: from the first track to the last, or to Ctrl-C.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/interrupts.h"
#include "app/cli/play_report.h"
#include "app/cli/progress_line.h"
#include "app/cli/terminal.h"
#include "app/plugins/plugin_loan.h"
#include "engine/audio/doorbell.h"
#include "engine/control/player.h"
#include "engine/output/sink_address.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stellatune::cli {

/// Follows the player until there is nothing left to play or somebody asks to stop. The others outlive it.
class PlaySession {
  public:
    PlaySession(const PlayArguments& arguments, const DspSpec& dsp, PluginLoan& plugins, PlayReport& report,
                Terminal& terminal);

    /// The signal that ended it, 0 when it came to its end.
    int run();
    PlayerStatistics statistics() const { return m_player.statistics(); }

  private:
    PlayerConfig configFor(const PlayArguments& arguments, PluginLoan& plugins);
    void stop();
    void handleEvents();
    void handle(const PlayerEvent& event);
    void playToDefaultTarget(const PlayerEvent& listed);
    void giveUp(const Error& error);
    void tell(const Error& error);
    void tellOfMissing(const std::vector<DspNodeState>& nodes);
    void startTrack(size_t file);
    void showProgress();
    void announce();

    const std::string m_sinkName; ///< as --sink takes it
    const std::optional<SinkAddress> m_sink;
    PlayReport& m_report;
    Terminal& m_terminal;
    Doorbell m_bell;
    Interrupts m_interrupts; ///< before the player, whose threads inherit its signal mask
    Player m_player;
    Progress m_progress;          ///< of the track that started last
    std::set<uint64_t> m_missing; ///< nodes that were told of
    bool m_announced = false;
    bool m_finished = false;
};

} // namespace stellatune::cli
