#include "app/ui/player_binding.h"

#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_model.h"
#include "app/ui/actions.h"
#include "app/ui/message_strip.h"
#include "app/ui/side_panel.h"
#include "app/ui/transport_bar.h"

#include <QWidget>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kProgressIntervalMs = 250;
constexpr double kSeekStepSeconds = 5.0;
constexpr double kVolumeStep = 5.0;
constexpr QSize kCoverSize(208, 208);

} // namespace

PlayerBinding::PlayerBinding(const Parts& parts, QWidget* window)
    : QObject(window), m_actions(parts.actions), m_player(parts.player), m_model(parts.model),
      m_bar(parts.bar), m_side(parts.side), m_messages(parts.messages), m_window(window)
{
    m_clock.setInterval(kProgressIntervalMs);
    m_clock.setTimerType(Qt::CoarseTimer);
    connect(&m_clock, &QTimer::timeout, this, &PlayerBinding::showProgress);
    connect(&m_covers, &CoverLoader::coverReady, this, [this](const QString& path, const QImage& cover) {
        if (path == m_coverOf)
            setCover(cover);
    });
    connectTransport();
    connectSound();
    connectOutput();
    connectPlayer();
    showSettings();
    showState();
}

void PlayerBinding::connectTransport()
{
    connect(m_actions.playPause, &QAction::triggered, this, &PlayerBinding::togglePlay);
    connect(m_actions.stop, &QAction::triggered, &m_player, &PlayerController::stop);
    connect(m_actions.previous, &QAction::triggered, &m_player, &PlayerController::previous);
    connect(m_actions.next, &QAction::triggered, &m_player, &PlayerController::next);
    const auto seekBy = [this](double seconds) {
        m_player.seekBy(seconds);
        showProgress();
    };
    connect(m_actions.seekForward, &QAction::triggered, this, [seekBy] { seekBy(kSeekStepSeconds); });
    connect(m_actions.seekBack, &QAction::triggered, this, [seekBy] { seekBy(-kSeekStepSeconds); });
    connect(&m_bar, &TransportBar::seekRequested, &m_player, &PlayerController::seek);

    connect(m_actions.shuffle, &QAction::toggled, &m_player, &PlayerController::setShuffle);
    connect(m_actions.stopAfterCurrent, &QAction::toggled, &m_player, &PlayerController::setStopAfterCurrent);
    connect(m_actions.repeat, &QActionGroup::triggered, this,
            [this](const QAction* action) { chooseRepeat(static_cast<RepeatMode>(action->data().toInt())); });
    connect(m_actions.cycleRepeat, &QAction::triggered, this, [this] {
        switch (m_player.repeat()) {
        case RepeatMode::Off:
            chooseRepeat(RepeatMode::All);
            break;
        case RepeatMode::All:
            chooseRepeat(RepeatMode::One);
            break;
        case RepeatMode::One:
            chooseRepeat(RepeatMode::Off);
            break;
        }
    });
}

void PlayerBinding::chooseRepeat(RepeatMode mode)
{
    m_player.setRepeat(mode);
    showSettings(); // also when nothing changed: the button has toggled its mark by itself
}

void PlayerBinding::connectSound()
{
    const auto changeVolume = [this](double by) {
        m_player.setVolume(std::clamp(m_player.volumePercent() + by, 0.0, 100.0));
    };
    connect(m_actions.volumeUp, &QAction::triggered, this, [changeVolume] { changeVolume(kVolumeStep); });
    connect(m_actions.volumeDown, &QAction::triggered, this, [changeVolume] { changeVolume(-kVolumeStep); });
    connect(m_actions.mute, &QAction::toggled, &m_player, &PlayerController::setMuted);
    connect(&m_bar, &TransportBar::volumeChosen, this, [this](double percent) {
        m_player.setMuted(false);
        m_player.setVolume(percent);
    });
    connect(m_actions.replayGain, &QActionGroup::triggered, this, [this](const QAction* action) {
        ReplayGainSettings settings = m_player.replayGain();
        settings.mode = static_cast<ReplayGainMode>(action->data().toInt());
        m_player.setReplayGain(settings);
    });
}

void PlayerBinding::connectOutput()
{
    connect(m_actions.rate, &QActionGroup::triggered, this, [this](const QAction* action) {
        OutputSettings settings = m_player.output();
        const auto rate = static_cast<uint32_t>(action->data().toInt());
        settings.ratePolicy = rate == 0 ? RatePolicy::MatchTrack : RatePolicy::Fixed;
        if (rate != 0)
            settings.fixedRate = rate;
        m_player.setOutput(settings);
    });
    connect(m_actions.resampleQuality, &QActionGroup::triggered, this, [this](const QAction* action) {
        OutputSettings settings = m_player.output();
        settings.resampleQuality = static_cast<ResampleQuality>(action->data().toInt());
        m_player.setOutput(settings);
    });
}

void PlayerBinding::connectPlayer()
{
    connect(&m_player, &PlayerController::stateChanged, this, &PlayerBinding::showState);
    connect(&m_player, &PlayerController::trackStarted, this, [this](EntryId id) {
        m_model.setFailure(id, {});
        m_model.setCurrent(id);
        showState();
    });
    connect(&m_player, &PlayerController::trackFailed, this, &PlayerBinding::fail);
    connect(&m_player, &PlayerController::queueFinished, this, &PlayerBinding::showState);
    connect(&m_player, &PlayerController::deviceOpened, this, [this] {
        if (m_player.snapshot().device == m_player.output().device)
            m_messages.removeTopic(MessageStrip::Topic::Device); // what kept it from playing is over
        showState();
    });
    connect(&m_player, &PlayerController::settingsChanged, this, &PlayerBinding::showSettings);
    connect(&m_player, &PlayerController::notice, this, [this](const QString& message) {
        const bool waiting = m_player.snapshot().state == PlaybackState::WaitingForDevice;
        m_messages.add(waiting ? tr("%1 The music goes on when it is back.").arg(message) : message,
                       MessageStrip::Topic::Device);
    });
    connect(&m_player, &PlayerController::pluginTroubled, this,
            [this](const QString& message) { m_messages.add(message); });
    connect(&m_player, &PlayerController::dspChanged, this, &PlayerBinding::tellOfFaultyEffects);
    connect(&m_player, &PlayerController::deviceRestored, this, [this] {
        m_messages.removeTopic(MessageStrip::Topic::Device);
        showState();
    });

    connect(&m_model, &PlaylistModel::queueChanged, this, [this] {
        m_player.setQueue(m_model.entries());
        showState();
    });
    connect(&m_model, &PlaylistModel::currentChanged, this, &PlayerBinding::showCurrent);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &PlayerBinding::showState);
    connect(&m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                const int row = m_model.rowOf(m_model.current());
                if (row >= first.row() && row <= last.row())
                    showCurrent();
            });
}

void PlayerBinding::playEntry(EntryId id)
{
    m_player.setQueue(m_model.entries());
    m_player.playEntry(id);
}

void PlayerBinding::togglePlay()
{
    const PlaybackState state = m_player.snapshot().state;
    if (state == PlaybackState::Playing || state == PlaybackState::WaitingForDevice) {
        m_player.pause();
        return;
    }
    m_player.setQueue(m_model.entries());
    m_player.play();
}

/// Once for each time that one fails.
void PlayerBinding::tellOfFaultyEffects()
{
    std::map<uint64_t, uint64_t> faults;
    for (const DspNodeState& node : m_player.dspNodes()) {
        if (node.status != DspNodeState::Status::Faulty)
            continue;
        faults.emplace(node.id, node.faults);
        const auto told = m_faultsTold.find(node.id);
        if (told == m_faultsTold.end() || told->second != node.faults)
            m_messages.add(tr("The music goes past “%1”. %2")
                               .arg(QString::fromStdString(node.name), QString::fromStdString(node.detail)));
    }
    m_faultsTold = std::move(faults);
}

void PlayerBinding::fail(EntryId id, const QString& message)
{
    m_model.setFailure(id, message);
    m_messages.add(message);
    showState();
}

void PlayerBinding::visibilityChanged()
{
    showState();
}

void PlayerBinding::showState()
{
    const PlayerSnapshot snapshot = m_player.snapshot();
    const bool playing =
        snapshot.state == PlaybackState::Playing || snapshot.state == PlaybackState::WaitingForDevice;
    const bool any = m_model.rowCount() > 0;
    m_actions.playPause->setText(playing ? tr("&Pause") : tr("&Play"));
    m_actions.playPause->setEnabled(any || playing);
    m_actions.stop->setEnabled(snapshot.state != PlaybackState::Stopped);
    m_actions.previous->setEnabled(any);
    m_actions.next->setEnabled(any);
    m_bar.setPlaying(playing);

    const bool watched = m_window->isVisible() && !m_window->isMinimized();
    if (snapshot.state == PlaybackState::Playing && watched)
        m_clock.start();
    else
        m_clock.stop();
    showProgress();
}

void PlayerBinding::showProgress()
{
    const PlayerSnapshot snapshot = m_player.snapshot();
    std::optional<double> duration = snapshot.durationSeconds;
    if (!duration && snapshot.current != 0) { // until the decoder knows better
        const PlaylistTrack* track = m_model.find(snapshot.current);
        if (track != nullptr && track->durationSeconds > 0.0)
            duration = track->durationSeconds;
    }
    m_actions.seekForward->setEnabled(snapshot.seekable);
    m_actions.seekBack->setEnabled(snapshot.seekable);
    m_bar.setProgress(snapshot.positionSeconds, duration, snapshot.seekable);
    m_bar.setSignalPath(snapshot.signalPath); // known only once sound comes out
}

void PlayerBinding::showSettings()
{
    m_actions.shuffle->setChecked(m_player.isShuffled());
    m_actions.stopAfterCurrent->setChecked(m_player.snapshot().stopAfterCurrent);
    checkByData(*m_actions.repeat, static_cast<int>(m_player.repeat()));
    m_actions.cycleRepeat->setChecked(m_player.repeat() != RepeatMode::Off);
    m_actions.mute->setChecked(m_player.isMuted());
    checkByData(*m_actions.replayGain, static_cast<int>(m_player.replayGain().mode));
    const OutputSettings& output = m_player.output();
    checkByData(*m_actions.rate,
                output.ratePolicy == RatePolicy::MatchTrack ? 0 : static_cast<int>(output.fixedRate));
    checkByData(*m_actions.resampleQuality, static_cast<int>(output.resampleQuality));
    m_bar.setRepeat(m_player.repeat());
    m_bar.setVolume(m_player.volumePercent());
    showProgress();
}

void PlayerBinding::showCurrent()
{
    const PlaylistTrack* track = m_model.find(m_model.current());
    if (track == nullptr) { // removed while it plays on: what was shown stays true
        if (m_model.current() == 0) {
            m_bar.setTrack({}, {});
            m_window->setWindowTitle(QStringLiteral("StellaTune"));
        }
        return;
    }
    const QString title = track->displayTitle();
    m_bar.setTrack(title, track->artist);
    m_window->setWindowTitle(track->artist.isEmpty() ? title
                                                     : QStringLiteral("%1 – %2").arg(title, track->artist));
    if (track->path != m_coverOf)
        requestCover();
}

void PlayerBinding::requestCover()
{
    m_coverOf = m_model.find(m_model.current())->path;
    m_covers.request(m_coverOf, kCoverSize, m_window->devicePixelRatioF());
}

void PlayerBinding::setCover(const QImage& cover)
{
    m_bar.setCover(cover);
    m_side.setCover(cover);
}

} // namespace stellatune
