// The player for the GUI thread: Qt signals instead of events, and an engine that is made when there is time.
#pragma once

#include "app/playlist/sink_choices.h"
#include "engine/control/player.h"

#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace stellatune {

/// GUI thread. Until start() no engine exists, so that the window need not wait for it: what is asked for
/// before is carried out, in order, by start(). Settings can be read back at any time.
class PlayerController : public QObject {
    Q_OBJECT

  public:
    /// `config.wake` is replaced.
    explicit PlayerController(PlayerConfig config, QObject* parent = nullptr);
    /// Fades out and ends the engine.
    ~PlayerController() override;

    /// What the engine may use of plugins.
    struct Plugins {
        DecoderPlugins decoders;
        DspPlugins dsp;
        SinkPlugins sinks;
    };
    /// Makes the engine. A second call does nothing.
    void start(Plugins plugins = {});
    bool isStarted() const { return m_player != nullptr; }

    // ---- queue ----
    /// Giving the queue it has already costs nothing.
    void setQueue(QueueEntries entries);
    void setRepeat(RepeatMode mode);
    void setShuffle(bool on);
    void setStopAfterCurrent(bool on);

    // ---- transport ----
    void play();
    void playEntry(EntryId id, double startSeconds = 0.0);
    void cueEntry(EntryId id, double startSeconds);
    void pause();
    void togglePause();
    void stop();
    void next();
    void previous();
    void seek(double seconds);
    void seekBy(double seconds);

    // ---- sound ----
    void setVolume(double percent);
    void setMuted(bool muted);
    void setReplayGain(const ReplayGainSettings& settings);
    /// Their lengths, kept while they are switched off.
    void setFades(const FadeSettings& settings);
    void setFadesOn(bool on);
    void setOutput(const OutputSettings& settings);
    /// A sink of a plugin comes back with the target and the settings that it had last.
    void chooseDevice(const DeviceChoice& choice);
    void setDsp(const DspSpec& spec);
    /// A JSON object; empty for the plugin's defaults.
    void setDecoderConfig(const DecoderCandidate& type, const std::string& config);
    void setReadAhead(ReadAhead readAhead);
    void requestDevices();
    void requestSinkTargets(const std::string& pluginId, const std::string& typeId,
                            const std::string& config);

    // ---- as set last, without what a plugin refused ----
    RepeatMode repeat() const { return m_repeat; }
    bool isShuffled() const { return m_shuffle; }
    double volumePercent() const { return m_config.volumePercent; }
    bool isMuted() const { return m_muted; }
    const ReplayGainSettings& replayGain() const { return m_config.replayGain; }
    const FadeSettings& fades() const { return m_fades; }
    bool areFadesOn() const { return m_areFadesOn; }
    const OutputSettings& output() const { return m_config.output; }
    const SinkChoices& sinkChoices() const { return m_sinkChoices; }
    /// As remembered from another run.
    void setSinkChoices(SinkChoices choices) { m_sinkChoices = std::move(choices); }
    const DspSpec& dsp() const { return m_dsp; }
    const DecoderConfigs& decoderConfigs() const { return m_config.decoderConfigs; }
    ReadAhead readAhead() const { return m_readAhead; }

    /// Why another device plays than the sink that was chosen, and which; empty as long as none does.
    const QString& sinkTrouble() const { return m_sinkTrouble; }

    /// As the engine told last; a node that was just added is not among them.
    const std::vector<DspNodeState>& dspNodes() const { return m_dspNodes; }

    /// Stopped and empty before start(). Poll it for the position.
    PlayerSnapshot snapshot() const;
    PlayerStatistics statistics() const;

  signals:
    void stateChanged(stellatune::PlaybackState state);
    void trackStarted(stellatune::EntryId id);
    void trackFinished(stellatune::EntryId id);
    /// `message` is one sentence for the listener.
    void trackFailed(stellatune::EntryId id, const QString& message);
    /// What plays does not play as it should.
    void pluginTroubled(const QString& message);
    void queueFinished();
    /// The signal path changed, or sinkTrouble(); `device` is what people call it.
    void deviceOpened(const QString& device);
    void devicesListed(const QList<stellatune::DeviceInfo>& devices);
    /// `error` says why there are none.
    void sinkTargetsListed(const stellatune::SinkTargets& targets, const QString& error);
    /// What became of a change of a sink's settings.
    void sinkConfigured(const stellatune::SinkOutcome& outcome);
    /// dspNodes() changed.
    void dspChanged();
    /// What became of a change of a DSP node's settings.
    void dspConfigured(const stellatune::DspNodeOutcome& outcome);
    /// What became of a change of a decoder's settings.
    void decoderConfigured(const stellatune::DecoderOutcome& outcome);
    /// Something to tell the listener in place: device lost, restored, replaced, failed.
    void notice(const QString& message);
    /// The device is there again; a notice of its loss can go.
    void deviceRestored(const QString& device);
    /// A setter above changed something, or the engine did (stop-after-current was used up).
    void settingsChanged();

  private:
    /// Does it now, or at start().
    void post(std::function<void(Player&)> command);
    void drainEvents();
    void tell(const PlayerEvent& event);
    void takeBack(const DspNodeOutcome& outcome);
    void takeBack(const SinkOutcome& outcome);
    void takeBack(const DecoderOutcome& outcome);

    /// Tells the engine when it is another than before.
    void takeFades();

    PlayerConfig m_config;
    FadeSettings m_fades; ///< m_config.fades is what they come to
    bool m_areFadesOn = true;
    RepeatMode m_repeat = RepeatMode::Off;
    bool m_shuffle = false;
    bool m_muted = false;
    SinkChoices m_sinkChoices;
    DspSpec m_dsp;
    ReadAhead m_readAhead = ReadAhead::Full;
    QString m_sinkTrouble;
    std::vector<DspNodeState> m_dspNodes;
    QueueEntries m_queue;
    std::vector<std::function<void(Player&)>> m_waiting;
    std::unique_ptr<Player> m_player;
};

} // namespace stellatune
