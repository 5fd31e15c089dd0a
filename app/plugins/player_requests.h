// Answers what plugins ask of the player.
#pragma once

#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_model.h"
#include "app/plugins/plugin_json.h"
#include "pluginhost/host/control_desk.h"
#include "pluginhost/host/event_hub.h"

#include <QObject>

#include <optional>
#include <string>

namespace stellatune {

/// The commands that pluginapi/README.md lists, each carried out on the GUI thread as if its button had been
/// pressed. GUI thread; all that it is given outlives it. When it ends, requests that wait are dropped, and
/// so are those that still come.
class PlayerRequests : public QObject {
  public:
    PlayerRequests(PlayerController& player, const PlaylistModel& playlist, ControlDesk& desk, EventHub& hub,
                   QObject* parent = nullptr);
    ~PlayerRequests() override;

  private:
    /// A request that was answered and whose end is still to be told.
    struct Awaited {
        std::string pluginId;
        std::string requestId;
        std::string command;
        PlaybackState goal;
    };

    ControlAnswer carryOut(const ControlRequest& request);
    ControlAnswer carryOutPlayer(const ControlRequest& request, const PluginJson& fields);
    ControlAnswer seek(const PluginJson& fields);
    ControlAnswer setVolume(const PluginJson& fields);
    ControlAnswer bringTo(PlaybackState goal, const ControlRequest& request);
    ControlAnswer state() const;
    ControlAnswer currentEntry() const;
    void finishWhenThere();
    void finish(int32_t status);

    PlayerController& m_player;
    const PlaylistModel& m_playlist;
    ControlDesk& m_desk;
    EventHub& m_hub;
    std::optional<Awaited> m_awaited; ///< the newest; a newer one cancels it
};

} // namespace stellatune
