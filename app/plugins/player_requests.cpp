#include "app/plugins/player_requests.h"

#include "app/plugins/player_json.h"
#include "pluginapi/abi/status.h"

#include <cmath>
#include <memory>
#include <optional>
#include <utility>

namespace stellatune {

namespace {

ControlAnswer refuse(int32_t status, const std::string& message)
{
    return {status, toText({{"message", message}})};
}

ControlAnswer accept(const PluginJson& answer)
{
    return {ST_OK, toText(answer)};
}

/// An empty text is no fields; nothing when it is no JSON object.
std::optional<PluginJson> fieldsIn(const std::string& text)
{
    if (text.empty())
        return PluginJson::object();
    PluginJson fields = PluginJson::parse(text, nullptr, false);
    return fields.is_object() ? std::optional(std::move(fields)) : std::nullopt;
}

std::optional<double> numberIn(const PluginJson& fields, const char* key)
{
    const auto value = fields.find(key);
    if (value == fields.end() || !value->is_number())
        return std::nullopt;
    return value->get<double>();
}

bool isOn(PlaybackState state)
{
    return state == PlaybackState::Playing || state == PlaybackState::WaitingForDevice;
}

} // namespace

PlayerRequests::PlayerRequests(PlayerController& player, const PlaylistModel& playlist, ControlDesk& desk,
                               EventHub& hub, QObject* parent)
    : QObject(parent), m_player(player), m_playlist(playlist), m_desk(desk), m_hub(hub)
{
    connect(&m_player, &PlayerController::stateChanged, this, &PlayerRequests::finishWhenThere);
    connect(&m_player, &PlayerController::queueFinished, this, [this] {
        finishWhenThere();
        finish(ST_ERR_STATE); // it came to an end before, and Playing and Stopped may be told as one
    });
    // On a plugin's thread. A call that is still queued when this ends goes with it, and its reply
    // unanswered.
    m_desk.setHandler([this](const ControlRequest& request, std::shared_ptr<ControlReply> reply) {
        QMetaObject::invokeMethod(
            this,
            [this, request, reply = std::move(reply)] {
                reply->answer(carryOut(request));
                finishWhenThere();
            },
            Qt::QueuedConnection);
    });
}

PlayerRequests::~PlayerRequests()
{
    m_desk.setHandler([](const ControlRequest&, const std::shared_ptr<ControlReply>&) {});
    finish(ST_ERR_DROPPED);
}

ControlAnswer PlayerRequests::carryOut(const ControlRequest& request)
{
    const std::optional<PluginJson> fields = fieldsIn(request.fields);
    if (!fields)
        return refuse(ST_ERR_INVALID_ARGUMENT, "The fields of a request have to be a JSON object.");
    if (request.scope == "player")
        return carryOutPlayer(request, *fields);
    if (request.scope != "playlist")
        return refuse(ST_ERR_NO_HANDLER, "There is no scope \"" + request.scope +
                                             "\" here. There are \"player\" and \"playlist\".");
    if (request.command == "current")
        return currentEntry();
    return refuse(ST_ERR_NO_HANDLER, "The playlist knows no command \"" + request.command + "\".");
}

ControlAnswer PlayerRequests::carryOutPlayer(const ControlRequest& request, const PluginJson& fields)
{
    const std::string& command = request.command;
    if (command == "state")
        return state();
    if (command == "seek")
        return seek(fields);
    if (command == "volume")
        return setVolume(fields);
    if (command == "pause")
        return bringTo(PlaybackState::Paused, request);
    if (command == "stop")
        return bringTo(PlaybackState::Stopped, request);
    if (command == "play")
        return bringTo(PlaybackState::Playing, request);
    if (command == "toggle")
        return bringTo(isOn(m_player.snapshot().state) ? PlaybackState::Paused : PlaybackState::Playing,
                       request);
    if (command != "next" && command != "previous")
        return refuse(ST_ERR_NO_HANDLER, "The player knows no command \"" + command + "\".");
    m_player.setQueue(m_playlist.entries());
    if (command == "next")
        m_player.next();
    else
        m_player.previous();
    return accept(PluginJson::object());
}

ControlAnswer PlayerRequests::seek(const PluginJson& fields)
{
    const std::optional<double> seconds = numberIn(fields, "seconds");
    if (!seconds || !std::isfinite(*seconds) || *seconds < 0.0)
        return refuse(ST_ERR_INVALID_ARGUMENT, "Seeking takes \"seconds\" from the start of the track.");
    const PlayerSnapshot snapshot = m_player.snapshot();
    if (snapshot.state == PlaybackState::Stopped)
        return refuse(ST_ERR_STATE, "Nothing is playing or paused.");
    if (!snapshot.seekable)
        return refuse(ST_ERR_UNSUPPORTED, "There is no seeking in this track, or it is still being opened.");
    m_player.seek(*seconds);
    return accept(PluginJson::object());
}

ControlAnswer PlayerRequests::setVolume(const PluginJson& fields)
{
    const std::optional<double> percent = numberIn(fields, "percent");
    if (!percent || !(*percent >= 0.0 && *percent <= 100.0))
        return refuse(ST_ERR_INVALID_ARGUMENT, "The volume takes \"percent\" from 0 to 100.");
    m_player.setMuted(false);
    m_player.setVolume(*percent);
    return accept({{"percent", *percent}});
}

ControlAnswer PlayerRequests::bringTo(PlaybackState goal, const ControlRequest& request)
{
    const PlayerSnapshot snapshot = m_player.snapshot();
    if (goal == PlaybackState::Playing && snapshot.state != PlaybackState::Paused &&
        m_playlist.rowCount() == 0)
        return refuse(ST_ERR_STATE, "The playlist is empty.");
    if (goal == PlaybackState::Paused && snapshot.state == PlaybackState::Stopped)
        return refuse(ST_ERR_STATE, "Nothing is playing.");
    finish(ST_ERR_CANCELLED);
    if (!request.requestId.empty())
        m_awaited = Awaited{request.pluginId, request.requestId, request.command, goal};
    if (goal == PlaybackState::Playing) {
        m_player.setQueue(m_playlist.entries());
        m_player.play();
    } else if (goal == PlaybackState::Paused) {
        m_player.pause();
    } else {
        m_player.stop();
    }
    return accept(PluginJson::object());
}

ControlAnswer PlayerRequests::state() const
{
    PluginJson answer = positionJson(m_player);
    answer["volume_percent"] = m_player.volumePercent();
    answer["muted"] = m_player.isMuted();
    return accept(answer);
}

ControlAnswer PlayerRequests::currentEntry() const
{
    const EntryId current = m_player.snapshot().current;
    PluginJson answer = trackJson(m_playlist, current);
    answer["row"] = m_playlist.rowOf(current);
    answer["count"] = m_playlist.rowCount();
    return accept(answer);
}

void PlayerRequests::finishWhenThere()
{
    if (m_awaited && m_player.snapshot().state == m_awaited->goal)
        finish(ST_OK);
}

void PlayerRequests::finish(int32_t status)
{
    const std::optional<Awaited> ended = std::exchange(m_awaited, std::nullopt);
    if (!ended)
        return;
    m_hub.send(ended->pluginId, "host.control.finished",
               toText({{"request_id", ended->requestId},
                       {"command", ended->command},
                       {"status", status},
                       {"state", nameOf(m_player.snapshot().state)}}));
}

} // namespace stellatune
