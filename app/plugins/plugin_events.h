// Tells plugins what the player does.
#pragma once

#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_model.h"
#include "app/plugins/plugin_json.h"
#include "pluginhost/host/event_hub.h"

#include <QObject>
#include <QTimer>

namespace stellatune {

/// Sends player.tick, player.event and library.event, as pluginapi/README.md lists them, and publishes what
/// became of configurations as host.instance.config_update. GUI thread; all three outlive it. Costs nothing
/// but the signals while no plugin is loaded and nothing plays.
class PluginEvents : public QObject {
  public:
    static constexpr int kTickMs = 250;

    PluginEvents(PlayerController& player, PlaylistModel& playlist, EventHub& hub, QObject* parent = nullptr);

  private:
    void connectPlayer();
    void connectPlaylist();
    void tellState(PlaybackState state);
    void tellVolume();
    void publishDsp(const DspNodeOutcome& outcome);
    void publishSink(const SinkOutcome& outcome);
    void publishDecoder(const DecoderOutcome& outcome);
    /// `more` is about the event named `event`.
    void tell(const char* topic, const char* event, const PluginJson& more);

    PlayerController& m_player;
    PlaylistModel& m_playlist;
    EventHub& m_hub;
    QTimer m_clock; ///< while something plays
    double m_volumePercent;
    bool m_muted;
};

} // namespace stellatune
