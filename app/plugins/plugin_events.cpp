#include "app/plugins/plugin_events.h"

#include "app/plugins/player_json.h"

#include <utility>

namespace stellatune {

namespace {

constexpr const char* kPlayerEvent = "player.event";
constexpr const char* kLibraryEvent = "library.event";
constexpr const char* kConfigUpdate = "host.instance.config_update";

} // namespace

PluginEvents::PluginEvents(PlayerController& player, PlaylistModel& playlist, EventHub& hub, QObject* parent)
    : QObject(parent), m_player(player), m_playlist(playlist), m_hub(hub),
      m_volumePercent(player.volumePercent()), m_muted(player.isMuted())
{
    m_clock.setInterval(kTickMs);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (m_hub.isHeard())
            m_hub.broadcast("player.tick", toText(positionJson(m_player)));
    });
    connectPlayer();
    connectPlaylist();
    if (m_player.snapshot().state == PlaybackState::Playing)
        m_clock.start();
}

void PluginEvents::connectPlayer()
{
    connect(&m_player, &PlayerController::stateChanged, this, &PluginEvents::tellState);
    connect(&m_player, &PlayerController::trackStarted, this,
            [this](EntryId entry) { tell(kPlayerEvent, "track_started", trackJson(m_playlist, entry)); });
    connect(&m_player, &PlayerController::trackFinished, this,
            [this](EntryId entry) { tell(kPlayerEvent, "track_finished", trackJson(m_playlist, entry)); });
    connect(&m_player, &PlayerController::trackFailed, this, [this](EntryId entry, const QString& message) {
        PluginJson track = trackJson(m_playlist, entry);
        track["message"] = message.toStdString();
        tell(kPlayerEvent, "track_failed", track);
    });
    connect(&m_player, &PlayerController::queueFinished, this,
            [this] { tell(kPlayerEvent, "queue_finished", PluginJson::object()); });
    connect(&m_player, &PlayerController::settingsChanged, this, &PluginEvents::tellVolume);
    connect(&m_player, &PlayerController::dspConfigured, this, &PluginEvents::publishDsp);
    connect(&m_player, &PlayerController::sinkConfigured, this, &PluginEvents::publishSink);
    connect(&m_player, &PlayerController::decoderConfigured, this, &PluginEvents::publishDecoder);
}

void PluginEvents::connectPlaylist()
{
    const auto tellCount = [this](const char* event, int first, int last) {
        tell(kLibraryEvent, event, {{"count", last - first + 1}, {"total", m_playlist.rowCount()}});
    };
    connect(
        &m_playlist, &QAbstractItemModel::rowsInserted, this,
        [tellCount](const QModelIndex&, int first, int last) { tellCount("entries_added", first, last); });
    connect(
        &m_playlist, &QAbstractItemModel::rowsRemoved, this,
        [tellCount](const QModelIndex&, int first, int last) { tellCount("entries_removed", first, last); });
}

void PluginEvents::tellState(PlaybackState state)
{
    if (state == PlaybackState::Playing)
        m_clock.start();
    else
        m_clock.stop();
    tell(kPlayerEvent, "state_changed", {{"state", nameOf(state)}});
}

void PluginEvents::tellVolume()
{
    // The signal is about other settings too.
    const double percent = m_player.volumePercent();
    const bool isMuted = m_player.isMuted();
    if (std::exchange(m_volumePercent, percent) == percent && std::exchange(m_muted, isMuted) == isMuted)
        return;
    m_muted = isMuted;
    tell(kPlayerEvent, "volume_changed", {{"percent", percent}, {"muted", isMuted}});
}

void PluginEvents::publishDsp(const DspNodeOutcome& outcome)
{
    m_hub.publish(kConfigUpdate, toText({{"capability", "dsp"},
                                         {"plugin", outcome.pluginId},
                                         {"type", outcome.typeId},
                                         {"node", outcome.id},
                                         {"status", nameOf(outcome.outcome.status)},
                                         {"generation", outcome.outcome.generation},
                                         {"detail", outcome.outcome.detail}}));
}

void PluginEvents::publishSink(const SinkOutcome& outcome)
{
    m_hub.publish(kConfigUpdate, toText({{"capability", "output"},
                                         {"plugin", outcome.pluginId},
                                         {"type", outcome.typeId},
                                         {"status", nameOf(outcome.outcome.status)},
                                         {"generation", outcome.outcome.generation},
                                         {"detail", outcome.outcome.detail}}));
}

void PluginEvents::publishDecoder(const DecoderOutcome& outcome)
{
    m_hub.publish(kConfigUpdate, toText({{"capability", "decoder"},
                                         {"plugin", outcome.type.pluginId},
                                         {"type", outcome.type.typeId},
                                         {"status", nameOf(outcome.outcome.status)},
                                         {"generation", outcome.outcome.generation},
                                         {"detail", outcome.outcome.detail}}));
}

void PluginEvents::tell(const char* topic, const char* event, const PluginJson& more)
{
    if (!m_hub.isHeard())
        return;
    PluginJson payload{{"event", event}};
    payload.update(more);
    m_hub.broadcast(topic, toText(payload));
}

} // namespace stellatune
